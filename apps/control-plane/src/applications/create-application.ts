import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { ANSWER_SCHEMAS, wordsSchema } from './answer-schemas.ts'
import type { Application } from './application.ts'
import { submitApplication } from './submit-application.ts'

export const createApplicationSchema = z.object({
  email: ANSWER_SCHEMAS.email,
  wallet: ANSWER_SCHEMAS.wallet,
  tier: ANSWER_SCHEMAS.tier,
  name: ANSWER_SCHEMAS.name.optional(),
  operatingSystem: ANSWER_SCHEMAS.operatingSystem.optional(),
  rpcEndpoint: ANSWER_SCHEMAS.rpcEndpoint.optional(),
  experience: ANSWER_SCHEMAS.experience.optional(),
  infrastructure: ANSWER_SCHEMAS.infrastructure.optional(),
  motivation: ANSWER_SCHEMAS.motivation.optional(),
  stakeAmount: ANSWER_SCHEMAS.stakeAmount.optional(),
  /** Why it did not come through a form. Kept in the audit log, which is never erased: no person's data. */
  reason: wordsSchema,
})

/**
 * Enters an application by hand, for the day on which no form works. Its wallet is proven when it is claimed.
 *
 * @throws {@link NotAllowedError}
 */
export async function createApplication(
  ctx: Context,
  input: z.input<typeof createApplicationSchema>,
): Promise<Application> {
  requirePermission(ctx, 'applications.create')
  const { reason, ...given } = parseInput(createApplicationSchema, input)
  const answers = {
    email: given.email,
    name: given.name,
    wallet: given.wallet,
    tier: given.tier,
    operatingSystem: given.operatingSystem,
    rpcEndpoint: given.rpcEndpoint,
    experience: given.experience,
    infrastructure: given.infrastructure,
    motivation: given.motivation,
    stakeAmount: given.stakeAmount,
    other: {},
  }
  return inTransaction(ctx.db, (tx) =>
    submitApplication(tx, ctx, { answers, origin: { source: 'manual', reason } }),
  )
}
