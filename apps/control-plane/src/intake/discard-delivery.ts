import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { requireDiscardable } from './delivery.ts'
import type { IntakeContext } from './intake-context.ts'
import { type DeliveryInput, deliveryInput } from './replay-delivery.ts'
import { lockDelivery, saveOutcome } from './store.ts'

/**
 * Puts a delivery aside that no application rests on: a test, or what nobody will ever read. Its body stays.
 *
 * @throws {@link NotAllowedError}, {@link DeliveryNotFoundError}, {@link DeliveryErasedError},
 * {@link DeliveryForgottenError}, {@link DeliveryInUseError}.
 */
export async function discardDelivery(ctx: IntakeContext, input: DeliveryInput): Promise<void> {
  requirePermission(ctx, 'inbox.write')
  const { deliveryId } = parseInput(deliveryInput, input)
  await inTransaction(ctx.db, async (tx) => {
    const kept = await lockDelivery(tx, deliveryId)
    requireDiscardable(kept)
    await saveOutcome(tx, deliveryId, 'discarded')
    await audit(tx, ctx, {
      action: 'inbox.discarded',
      subject: `delivery:${deliveryId}`,
      details: { from: kept.outcome ?? null },
    })
  })
}
