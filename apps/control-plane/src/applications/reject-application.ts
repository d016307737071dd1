import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { queueMail } from '../mail/index.ts'
import { applicationIdSchema, seenSchema, wordsSchema } from './answer-schemas.ts'
import { type Application, requireOpen, requireUnchanged } from './application.ts'
import { rejectedMail } from './mails.ts'
import { REJECTION_CODES } from './rejection.ts'
import { lockApplication, saveRejection } from './store.ts'

export const rejectApplicationSchema = seenSchema.extend({
  applicationId: applicationIdSchema,
  /** For counting; the applicant does not read it. */
  reasonCode: z.enum(REJECTION_CODES).default('other'),
  /** The applicant reads it. */
  reason: wordsSchema.or(z.string().trim().max(0)),
})

/**
 * Rejects an application and tells the applicant why.
 *
 * @throws {@link NotAllowedError}, {@link ReasonMissingError}, {@link ApplicationNotFoundError},
 * {@link AlreadyDecidedError}, {@link ChangedSinceReadError}.
 */
export async function rejectApplication(
  ctx: Context,
  input: z.input<typeof rejectApplicationSchema>,
): Promise<Application> {
  requirePermission(ctx, 'applications.decide')
  const { applicationId, reasonCode, reason, ...seen } = parseInput(rejectApplicationSchema, input)
  if (reason === '') throw new ReasonMissingError(applicationId)
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    requireOpen(application)
    requireUnchanged(application, seen)
    const rejected = await saveRejection(tx, applicationId, {
      by: describeActor(ctx.actor),
      at: new Date(ctx.clock.now()),
      code: reasonCode,
      reason,
    })
    if (application.email) await queueMail(tx, rejectedMail(application, application.email, reason))
    await audit(tx, ctx, {
      action: 'application.rejected',
      subject: `application:${applicationId}`,
      details: { digest: application.digest, before: application.status, after: 'rejected', why: reasonCode },
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
