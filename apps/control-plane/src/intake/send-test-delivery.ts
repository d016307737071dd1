import type { Clock } from '@noderr/protocol'
import { requirePermission } from '../auth/index.ts'
import type { RandomBytes } from '../context/index.ts'
import { discardDelivery } from './discard-delivery.ts'
import type { IntakeContext } from './intake-context.ts'
import { signBody, WebhookOffError } from './receive-delivery.ts'
import { findByToken, type InboxEntry } from './store.ts'

/** What became of a sample delivery on its way. */
export interface TestDeliveryReport {
  readonly url: string
  readonly status: number
  /** The row that it became; it is discarded. */
  readonly delivery: InboxEntry
}

/**
 * Sends a signed sample through the webhook as Typeform would, over HTTP, and follows it to its row in the inbox. It is
 * marked as Typeform marks its tests, so that it is no application, and discarded once it was found.
 *
 * @param url - The address of the webhook.
 * @throws {@link NotAllowedError}, {@link WebhookOffError}, {@link TestNotTakenError}.
 */
export async function sendTestDelivery(
  ctx: IntakeContext,
  url: string,
  send: typeof fetch,
): Promise<TestDeliveryReport> {
  requirePermission(ctx, 'inbox.write')
  const [secret] = ctx.config.typeform.secrets
  if (secret === undefined) throw new WebhookOffError()
  const formId = ctx.config.typeform.formIds[0] ?? 'test'
  const { token, body } = sampleDelivery(formId, ctx.clock, ctx.randomBytes)
  const headers = { 'content-type': 'application/json', 'typeform-signature': signBody(body, secret) }
  const init = { method: 'POST', headers, body: new Uint8Array(body), signal: AbortSignal.timeout(30_000) }
  const answered = await send(url, init).catch((cause: unknown) => {
    throw new TestNotTakenError(url, 'nobody answered there', cause)
  })
  if (!answered.ok) throw new TestNotTakenError(url, `the answer was ${answered.status}`)
  const delivery = await findByToken(ctx.db, formId, token)
  if (!delivery) throw new TestNotTakenError(url, 'it is in another inbox than that of this database')
  if (delivery.outcome !== 'test') throw new TestNotTakenError(url, `it was read as ${delivery.outcome}`)
  await discardDelivery(ctx, { deliveryId: delivery.id })
  return { url, status: answered.status, delivery: { ...delivery, outcome: 'discarded' } }
}

/** Event id and token are one and no choice is named: what Typeform's own tests look like. */
function sampleDelivery(formId: string, clock: Clock, randomBytes: RandomBytes) {
  const token = Buffer.from(randomBytes(16)).toString('hex')
  const now = new Date(clock.now()).toISOString()
  const field = { id: 'sample', ref: 'name', type: 'short_text' }
  const delivery = {
    event_id: token,
    event_type: 'form_response',
    form_response: {
      form_id: formId,
      token,
      landed_at: now,
      submitted_at: now,
      definition: { id: formId, title: 'A test of noderr-admin', fields: [{ ...field, title: 'Name' }] },
      answers: [{ type: 'text', text: 'A test of noderr-admin', field }],
    },
  }
  return { token, body: Buffer.from(JSON.stringify(delivery)) }
}

export class TestNotTakenError extends Error {
  override readonly name = 'TestNotTakenError'
  readonly kind = 'unavailable'
  readonly code = 'typeform.test-not-taken'

  constructor(url: string, reason: string, cause?: unknown) {
    super(
      `the test delivery to ${url} was not taken: ${reason}; compare TYPEFORM_WEBHOOK_SECRET, PUBLIC_URL and the database with those of the control plane`,
      cause === undefined ? {} : { cause },
    )
  }
}
