import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { queueMail } from '../mail/index.ts'
import { type Application, requireOpen } from './application.ts'
import { rejectedMail } from './mails.ts'
import { lockApplication, saveRejection } from './store.ts'

export interface RejectApplicationInput {
  readonly applicationId: number
  /** The applicant reads it. */
  readonly reason: string
}

/**
 * Rejects an application and tells the applicant why.
 *
 * @throws {@link NotAllowedError}, {@link ReasonMissingError}, {@link ApplicationNotFoundError},
 * {@link AlreadyDecidedError}.
 */
export async function rejectApplication(
  ctx: Context,
  { applicationId, reason }: RejectApplicationInput,
): Promise<Application> {
  requirePermission(ctx, 'applications.decide')
  if (reason.trim() === '') throw new ReasonMissingError(applicationId)
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    requireOpen(application)
    const rejected = await saveRejection(tx, applicationId, {
      by: describeActor(ctx.actor),
      at: new Date(ctx.clock.now()),
      reason: reason.trim(),
    })
    if (application.email) await queueMail(tx, rejectedMail(application, application.email, reason.trim()))
    await audit(tx, ctx, {
      action: 'application.rejected',
      subject: `application:${applicationId}`,
      details: { digest: application.digest },
    })
    return rejected
  })
}

export class ReasonMissingError extends Error {
  override readonly name = 'ReasonMissingError'
  readonly kind = 'invalid'
  readonly code = 'application.reason-missing'

  constructor(applicationId: number) {
    super(`application ${applicationId} cannot be rejected without a reason; the applicant reads it`)
  }
}
