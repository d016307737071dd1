import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { queueMail } from '../mail/index.ts'
import { applicationIdSchema, wordsSchema } from './answer-schemas.ts'
import { type Application, requireOpen } from './application.ts'
import { informationMail } from './mails.ts'
import { insertQuestion, lockApplication, saveWaiting } from './store.ts'

export const requestInformationSchema = z.object({
  applicationId: applicationIdSchema,
  /** The applicant reads it. */
  question: wordsSchema,
})

/**
 * Asks the applicant something by mail. The review's clock stands until the answer is there.
 *
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}, {@link AlreadyDecidedError},
 * {@link NoAddressError}, {@link StillWaitingError}.
 */
export async function requestInformation(
  ctx: Context,
  input: z.input<typeof requestInformationSchema>,
): Promise<Application> {
  requirePermission(ctx, 'applications.ask')
  const { applicationId, question } = parseInput(requestInformationSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    requireOpen(application)
    if (!application.email) throw new NoAddressError(applicationId)
    if (application.waitingSince) throw new StillWaitingError(applicationId)
    const at = new Date(ctx.clock.now())
    await insertQuestion(tx, applicationId, { question, askedBy: describeActor(ctx.actor), askedAt: at })
    const waiting = await saveWaiting(tx, applicationId, at)
    await queueMail(tx, informationMail(application, application.email, question))
    await audit(tx, ctx, {
      action: 'application.information-requested',
      subject: `application:${applicationId}`,
      details: { digest: application.digest },
    })
    return waiting
  })
}

export class NoAddressError extends Error {
  override readonly name = 'NoAddressError'
  readonly kind = 'conflict'
  readonly code = 'application.no-address'

  constructor(applicationId: number) {
    super(`application ${applicationId} has no e-mail address to ask at; correct it first`)
  }
}

export class StillWaitingError extends Error {
  override readonly name = 'StillWaitingError'
  readonly kind = 'conflict'
  readonly code = 'application.still-waiting'

  constructor(applicationId: number) {
    super(
      `application ${applicationId} waits for an answer already; enter it, or wait for it, before you ask again`,
    )
  }
}
