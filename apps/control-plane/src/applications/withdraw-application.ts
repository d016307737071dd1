import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { applicationIdSchema } from './answer-schemas.ts'
import { type Application, isApplicant, NotApplicantError, requireOpen } from './application.ts'
import { lockApplication, saveWithdrawal } from './store.ts'

export const withdrawApplicationSchema = z.object({ applicationId: applicationIdSchema })

/**
 * Ends an application that its applicant no longer wants. Called by the applicant, or by an admin whom they told.
 *
 * @throws {@link NotAllowedError}, {@link NotApplicantError}, {@link ApplicationNotFoundError},
 * {@link AlreadyDecidedError}.
 */
export async function withdrawApplication(
  ctx: Context,
  input: z.input<typeof withdrawApplicationSchema>,
): Promise<Application> {
  if (ctx.actor.type !== 'person') requirePermission(ctx, 'applications.decide')
  const { applicationId } = parseInput(withdrawApplicationSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    if (ctx.actor.type === 'person' && !isApplicant(ctx.actor, application))
      throw new NotApplicantError(ctx.actor, application)
    requireOpen(application)
    const by = { actor: describeActor(ctx.actor), at: new Date(ctx.clock.now()) }
    const withdrawn = await saveWithdrawal(tx, applicationId, by)
    await audit(tx, ctx, {
      action: 'application.withdrawn',
      subject: `application:${applicationId}`,
      details: { digest: application.digest, before: application.status, after: 'withdrawn' },
    })
    return withdrawn
  })
}
