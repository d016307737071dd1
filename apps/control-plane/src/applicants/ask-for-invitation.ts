import { inviteAgain, type KeyedContext } from '../credentials/index.ts'
import { requireRoom } from './limit.ts'
import { getOwnApplication } from './own-application.ts'
import { requirePerson } from './person.ts'

/**
 * Has the invitation to claim sent once more, to the mail address of the application and nowhere else.
 *
 * @throws {@link SignInNeededError}, {@link NoSuchApplicationError}, {@link NothingToClaimError},
 * {@link TooManyAttemptsError}, {@link CredentialClaimedError}, {@link CredentialRevokedError}.
 */
export async function askForInvitation(
  ctx: KeyedContext,
  { publicId }: { readonly publicId: string },
): Promise<void> {
  const { id, credential } = await getOwnApplication(ctx.db, requirePerson(ctx), publicId)
  if (!credential) throw new NothingToClaimError()
  await requireRoom(ctx, 'invitation', String(id))
  await inviteAgain(ctx, credential.id)
}

export class NothingToClaimError extends Error {
  override readonly name = 'NothingToClaimError'
  readonly kind = 'conflict'
  readonly code = 'applicant.nothing-to-claim'

  constructor() {
    super('this application has no credential to claim; it follows when the application is approved')
  }
}
