import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { submitApplication } from '../applications/index.ts'
import { equalInConstantTime } from '../auth/index.ts'
import type { Config } from '../config.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, enqueue } from '../jobs/index.ts'
import { deliverySchema, readAnswers } from './form-response.ts'
import { closeDelivery, keepDelivery, lockDelivery, quarantine } from './store.ts'

export const deliveryJob = declareJob('application.read-delivery', z.object({ deliveryId: z.string() }))

const SECOND_TRY_MS = 60_000

/** What became of a genuine delivery. */
export type DeliveryOutcome = 'submitted' | 'duplicate' | 'malformed' | 'ignored' | 'foreign-form'

/**
 * Verifies a delivery and keeps it, byte for byte, before anybody reads it. A job reads it in a minute should
 * {@link readDelivery} not have been done with it.
 *
 * @param signature - The header `Typeform-Signature`.
 * @returns The id under which it was kept.
 * @throws {@link WebhookOffError} without a secret, {@link DeliveryNotGenuineError} for a wrong signature, after a
 * bounded quarantine took the body.
 */
export async function receiveDelivery(
  ctx: Context,
  { secrets }: Config['typeform'],
  body: Buffer,
  signature: string | undefined,
): Promise<string> {
  if (secrets.length === 0) throw new WebhookOffError()
  const receivedAt = new Date(ctx.clock.now())
  if (!isGenuine(secrets, body, signature)) {
    await inTransaction(ctx.db, (tx) =>
      quarantine(tx, body, signature ? 'wrong signature' : 'no signature', receivedAt),
    )
    throw new DeliveryNotGenuineError()
  }
  return inTransaction(ctx.db, async (tx) => {
    const { id, fresh } = await keepDelivery(tx, body, receivedAt)
    const runAt = new Date(receivedAt.getTime() + SECOND_TRY_MS)
    if (fresh) await enqueue(tx, deliveryJob, { deliveryId: id }, { key: `delivery:${id}`, runAt })
    return id
  })
}

/** Reads a kept delivery and submits what it brings. @returns Undefined when it was read before. */
export async function readDelivery(
  ctx: Context,
  { formIds }: Config['typeform'],
  deliveryId: string,
): Promise<DeliveryOutcome | undefined> {
  return inTransaction(ctx.db, async (tx) => {
    const kept = await lockDelivery(tx, deliveryId)
    if (!kept) return undefined
    const delivery = deliverySchema.safeParse(parseJson(kept.body)).data
    const close = async (outcome: DeliveryOutcome, applicationId?: number) => {
      await closeDelivery(tx, deliveryId, outcome, applicationId)
      return outcome
    }
    if (!delivery) return close('malformed')
    if (delivery.event_type !== 'form_response') return close('ignored')
    if (formIds.length > 0 && !formIds.includes(delivery.form_response.form_id)) return close('foreign-form')
    const { form_id: formId, token, submitted_at } = delivery.form_response
    const application = await submitApplication(tx, ctx, {
      answers: readAnswers(delivery.form_response),
      origin: { source: 'typeform', formId, token, eventId: delivery.event_id },
      submittedAt: submitted_at ? new Date(submitted_at) : undefined,
    })
    return application ? close('submitted', application.id) : close('duplicate')
  })
}

/** Every secret is tried, and each comparison takes the same time. */
function isGenuine(secrets: readonly string[], body: Buffer, signature: string | undefined): boolean {
  const expected = secrets.map(
    (secret) => `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`,
  )
  return expected.filter((one) => equalInConstantTime(one, signature ?? '')).length > 0
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
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
