import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { getOwnApplication } from './own-application.ts'
import { requirePerson } from './person.ts'
import { saveWithdrawal } from './store.ts'

/**
 * Takes an open application back; a new one may follow at once.
 *
 * @throws {@link SignInNeededError}, {@link NoSuchApplicationError}, {@link NotOpenError}.
 */
export async function withdrawMyApplication(
  ctx: Context,
  { publicId }: { readonly publicId: string },
): Promise<void> {
  const person = requirePerson(ctx)
  await inTransaction(ctx.db, async (tx) => {
    const { id } = await getOwnApplication(tx, person, publicId)
    if (!(await saveWithdrawal(tx, id))) throw new NotOpenError()
    await audit(tx, ctx, { action: 'application.withdrawn', subject: `application:${id}` })
  })
}

export class NotOpenError extends Error {
  override readonly name = 'NotOpenError'
  readonly kind = 'conflict'
  readonly code = 'applicant.not-open'

  constructor() {
    super('this application was decided or withdrawn already; load the page again')
  }
}
