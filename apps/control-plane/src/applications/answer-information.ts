import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { applicationIdSchema, longWordsSchema } from './answer-schemas.ts'
import { type Application, isApplicant, NotApplicantError, requireOpen } from './application.ts'
import { addBusinessMs, businessMsBetween } from './business-time.ts'
import { lockApplication, saveAnswer, saveClock } from './store.ts'

export const answerInformationSchema = z.object({
  applicationId: applicationIdSchema,
  answer: longWordsSchema,
})

/**
 * Answers what the applicant was asked; the review's clock goes on. Called by the applicant, or by an admin who got
 * the answer in another way.
 *
 * @throws {@link NotAllowedError}, {@link NotApplicantError}, {@link ApplicationNotFoundError},
 * {@link AlreadyDecidedError}, {@link NothingAskedError}.
 */
export async function answerInformation(
  ctx: Context,
  input: z.input<typeof answerInformationSchema>,
): Promise<Application> {
  if (ctx.actor.type !== 'person') requirePermission(ctx, 'applications.ask')
  const { applicationId, answer } = parseInput(answerInformationSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    if (ctx.actor.type === 'person' && !isApplicant(ctx.actor, application))
      throw new NotApplicantError(ctx.actor, application)
    requireOpen(application)
    if (!application.waitingSince) throw new NothingAskedError(applicationId)
    const at = new Date(ctx.clock.now())
    await saveAnswer(tx, applicationId, { answer, answeredBy: describeActor(ctx.actor), answeredAt: at })
    const waited = businessMsBetween(application.waitingSince, at)
    const answered = await saveClock(tx, applicationId, addBusinessMs(application.clockFrom, waited))
    await audit(tx, ctx, {
      action: 'application.information-answered',
      subject: `application:${applicationId}`,
      details: { digest: application.digest },
    })
    return answered
  })
}

export class NothingAskedError extends Error {
  override readonly name = 'NothingAskedError'
  readonly kind = 'conflict'
  readonly code = 'application.nothing-asked'

  constructor(applicationId: number) {
    super(`nobody waits for an answer about application ${applicationId}; ask first`)
  }
}
