import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { GracePeriod } from './grace-period.ts'
import { lockGrace, saveGraceEnd } from './grace-store.ts'

const DAY_MS = 86_400_000

export const extendGraceSchema = z.object({
  applicationId: z.number().int().positive().max(2_147_483_647),
  days: z.number().int().min(1).max(90),
  reason: z.string().trim().min(3).max(1_000),
})

/**
 * Lengthens an operator's grace period; one that is over begins again for these days.
 *
 * @throws {@link NotAllowedError}, {@link NoGraceError} when the operator was granted none.
 */
export async function extendGrace(
  ctx: Context,
  input: z.input<typeof extendGraceSchema>,
): Promise<GracePeriod> {
  requirePermission(ctx, 'credentials.extend-grace')
  const { applicationId, days, reason } = parseInput(extendGraceSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const grace = await lockGrace(tx, applicationId)
    if (!grace) throw new NoGraceError(applicationId)
    const endsAt = new Date(Math.max(grace.endsAt.getTime(), ctx.clock.now()) + days * DAY_MS)
    await saveGraceEnd(tx, grace.id, endsAt)
    await audit(tx, ctx, {
      action: 'grace.extended',
      subject: `application:${applicationId}`,
      details: { days, reason, before: grace.endsAt.toISOString(), after: endsAt.toISOString() },
    })
    return { ...grace, endsAt }
  })
}

export class NoGraceError extends Error {
  override readonly name = 'NoGraceError'
  readonly kind = 'not-found'
  readonly code = 'grace.none'
  readonly applicationId: number

  constructor(applicationId: number) {
    super(
      `application ${applicationId} was granted no grace period: its wallet or its person had one before, or it was not approved`,
    )
    this.applicationId = applicationId
  }
}
