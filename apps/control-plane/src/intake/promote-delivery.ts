import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { requireTest } from './delivery.ts'
import type { IntakeContext } from './intake-context.ts'
import { type Reading, settleDelivery } from './read-delivery.ts'
import { type DeliveryInput, deliveryInput } from './replay-delivery.ts'
import { lockDelivery } from './store.ts'

/**
 * Takes what looks like Typeform's test for the application of a person, which it then becomes.
 *
 * @throws {@link NotAllowedError}, {@link DeliveryNotFoundError}, {@link NoTestDeliveryError},
 * {@link DeliveryForgottenError}.
 */
export async function promoteDelivery(ctx: IntakeContext, input: DeliveryInput): Promise<Reading> {
  requirePermission(ctx, 'inbox.write')
  const { deliveryId } = parseInput(deliveryInput, input)
  return inTransaction(ctx.db, async (tx) => {
    const kept = await lockDelivery(tx, deliveryId)
    requireTest(kept)
    const reading = await settleDelivery(tx, ctx, kept, { isTaken: true, corrects: false })
    await audit(tx, ctx, {
      action: 'inbox.promoted',
      subject: `delivery:${deliveryId}`,
      details: { to: reading.outcome, application: reading.applicationId ?? null },
    })
    return reading
  })
}
