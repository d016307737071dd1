import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type DeliveryInput, deliveryInput } from './replay-delivery.ts'
import { getEntry, type InboxEntry } from './store.ts'

/** A delivery with what was sent. */
export interface ShownDelivery extends InboxEntry {
  /** JSON indented by two, or the bytes as UTF-8 where they are no JSON. Somebody else's text: show it as text. */
  readonly text: string
}

/**
 * Shows what a delivery says. It is personal data, so the audit log keeps who looked.
 *
 * @throws {@link NotAllowedError}, {@link DeliveryNotFoundError}.
 */
export async function showDelivery(ctx: Context, input: DeliveryInput): Promise<ShownDelivery> {
  requirePermission(ctx, 'inbox.read')
  const { deliveryId } = parseInput(deliveryInput, input)
  return inTransaction(ctx.db, async (tx) => {
    const { body, ...entry } = await getEntry(tx, deliveryId)
    await audit(tx, ctx, { action: 'inbox.body-read', subject: `delivery:${deliveryId}` })
    return { ...entry, text: indented(body.toString('utf8')) }
  })
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
