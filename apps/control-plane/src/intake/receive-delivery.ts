import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { equalInConstantTime } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, enqueue } from '../jobs/index.ts'
import type { IntakeContext } from './intake-context.ts'
import { keepDelivery, quarantine } from './store.ts'

export const deliveryJob = declareJob('application.read-delivery', z.object({ deliveryId: z.string() }))

const SECOND_TRY_MS = 60_000

/**
 * Verifies a delivery and keeps it, byte for byte, before anybody reads it. A job reads it in a minute should
 * `readDelivery` not have been done with it.
 *
 * @param signature - The header `Typeform-Signature`.
 * @returns The id under which it was kept.
 * @throws {@link WebhookOffError} without a secret, {@link DeliveryNotGenuineError} for a wrong signature, after a
 * bounded quarantine took the body.
 */
export async function receiveDelivery(
  ctx: IntakeContext,
  body: Buffer,
  signature: string | undefined,
): Promise<string> {
  const { secrets } = ctx.config.typeform
  if (secrets.length === 0) throw new WebhookOffError()
  const receivedAt = new Date(ctx.clock.now())
  if (!isGenuine(secrets, body, signature)) {
    await inTransaction(ctx.db, (tx) =>
      quarantine(tx, body, signature ? 'wrong signature' : 'no signature', receivedAt),
    )
    throw new DeliveryNotGenuineError()
  }
  return inTransaction(ctx.db, async (tx) => {
    const { id, fresh } = await keepDelivery(tx, { source: 'typeform', body, receivedAt })
    const runAt = new Date(receivedAt.getTime() + SECOND_TRY_MS)
    if (fresh) await enqueue(tx, deliveryJob, { deliveryId: id }, { key: `delivery:${id}`, runAt })
    return id
  })
}

/** Every secret is tried, and each comparison takes the same time. */
function isGenuine(secrets: readonly string[], body: Buffer, signature: string | undefined): boolean {
  const expected = secrets.map((secret) => signBody(body, secret))
  return expected.filter((one) => equalInConstantTime(one, signature ?? '')).length > 0
}

/** The header that comes with a body, over its raw bytes. */
export function signBody(body: Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`
}

export class WebhookOffError extends Error {
  override readonly name = 'WebhookOffError'
  readonly kind = 'unavailable'
  readonly code = 'webhook.off'

  constructor() {
    super('the form webhook is switched off: TYPEFORM_WEBHOOK_SECRET is not set; nothing was stored')
  }
}

export class DeliveryNotGenuineError extends Error {
  override readonly name = 'DeliveryNotGenuineError'
  readonly kind = 'unauthenticated'
  readonly code = 'webhook.not-genuine'

  constructor() {
    super(
      'the signature does not fit the body; sign the raw bytes with the shared secret as Typeform-Signature: sha256=…',
    )
  }
}
