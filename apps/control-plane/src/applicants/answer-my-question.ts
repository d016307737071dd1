import { answerInformation } from '../applications/index.ts'
import type { Context } from '../context/index.ts'
import { getOwnApplication } from './own-application.ts'
import { requirePerson } from './person.ts'

/**
 * Answers what a reviewer asked about one's application; the clock of the review goes on.
 *
 * @throws {@link SignInNeededError}, {@link NoSuchApplicationError}, {@link AlreadyDecidedError},
 * {@link NothingAskedError}, {@link InvalidInputError}.
 */
export async function answerMyQuestion(
  ctx: Context,
  { publicId, answer }: { readonly publicId: string; readonly answer: string },
): Promise<void> {
  const { id } = await getOwnApplication(ctx.db, requirePerson(ctx), publicId)
  await answerInformation(ctx, { applicationId: id, answer })
}
