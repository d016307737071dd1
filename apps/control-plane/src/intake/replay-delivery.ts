import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { requireBody } from './delivery.ts'
import type { IntakeContext } from './intake-context.ts'
import { type Reading, settleDelivery } from './read-delivery.ts'
import { listUnread, lockDelivery } from './store.ts'

export const deliveryInput = z.object({ deliveryId: z.string().regex(/^[1-9]\d{0,17}$/) })
export type DeliveryInput = z.input<typeof deliveryInput>

/**
 * Reads a kept delivery again, by today's adapters and field map. An application that it should have brought is made;
 * one that is still open takes the new reading, except where a person has corrected it; a decided one stays as it is.
 *
 * @throws {@link NotAllowedError}, {@link DeliveryNotFoundError}, {@link DeliveryErasedError},
 * {@link DeliveryForgottenError}.
 */
export async function replayDelivery(ctx: IntakeContext, input: DeliveryInput): Promise<Reading> {
  requirePermission(ctx, 'inbox.write')
  const { deliveryId } = parseInput(deliveryInput, input)
  return inTransaction(ctx.db, async (tx) => {
    const kept = await lockDelivery(tx, deliveryId)
    requireBody(kept)
    const isTaken = kept.applicationId !== undefined
    const reading = await settleDelivery(tx, ctx, kept, { isTaken, corrects: true })
    await audit(tx, ctx, {
      action: 'inbox.replayed',
      subject: `delivery:${deliveryId}`,
      details: { from: kept.outcome ?? null, to: reading.outcome, effect: reading.effect ?? null },
    })
    return reading
  })
}

/** Ids of deliveries that no adapter knew, oldest first: what a new adapter is for. @throws {@link NotAllowedError} */
export async function listUnreadDeliveries(ctx: IntakeContext): Promise<string[]> {
  requirePermission(ctx, 'inbox.write')
  return listUnread(ctx.db, 10_000)
}
