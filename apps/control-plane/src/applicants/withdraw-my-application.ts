import { withdrawApplication } from '../applications/index.ts'
import type { Context } from '../context/index.ts'
import { getOwnApplication } from './own-application.ts'
import { requirePerson } from './person.ts'

/**
 * Takes an open application back; a new one may follow at once.
 *
 * @throws {@link SignInNeededError}, {@link NoSuchApplicationError}, {@link AlreadyDecidedError}.
 */
export async function withdrawMyApplication(
  ctx: Context,
  { publicId }: { readonly publicId: string },
): Promise<void> {
  const { id } = await getOwnApplication(ctx.db, requirePerson(ctx), publicId)
  await withdrawApplication(ctx, { applicationId: id })
}
