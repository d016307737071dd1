import { createHmac, randomBytes } from 'node:crypto'
import { type Application, submitApplication } from '../src/applications/index.ts'
import type { Actor } from '../src/context/index.ts'
import { inTransaction } from '../src/db/index.ts'
import { deliverySchema, readAnswers } from '../src/intake/form-response.ts'
import type { TestServices } from './services.ts'

/** One answer of a form in Typeform's shape. */
export function answer(ref: string, type: string, value: unknown): Record<string, unknown> {
  return { type, field: { id: ref.slice(0, 12), ref, type }, [type]: value }
}

export const WALLET = '0x00000000219ab540356cBB839Cbe05303d7705Fa'

export const COMPLETE = [
  answer('email', 'email', 'Ada@Example.org'),
  answer('name', 'text', 'Ada'),
  answer('wallet_address', 'text', WALLET.toLowerCase()),
  answer('tier', 'choice', { id: 'a', ref: 'b', label: 'Validator node ("how")' }),
]

/** A `form_response` delivery, in the shape that Typeform documents. */
export function delivery(answers: readonly unknown[] = COMPLETE, more: Record<string, unknown> = {}) {
  const { token = randomBytes(16).toString('hex'), form_id = 'form1', ...rest } = more
  return {
    event_id: randomBytes(8).toString('hex'),
    event_type: 'form_response',
    form_response: {
      form_id,
      token,
      landed_at: '2026-01-01T09:00:00Z',
      submitted_at: '2026-01-01T09:05:00Z',
      definition: { id: form_id, title: 'Run a node', fields: [] },
      answers,
    },
    ...rest,
  }
}

/** The header that Typeform sends with a body. */
export function sign(body: string | Buffer, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('base64')}`
}

/** The application that a form's answers come to, past the webhook. */
export async function submitForm(
  services: TestServices,
  answers: readonly unknown[] = COMPLETE,
  actor: Actor = { type: 'webhook', source: 'typeform' },
): Promise<Application | undefined> {
  const { event_id: eventId, form_response } = deliverySchema.parse(delivery(answers))
  const { form_id: formId, token } = form_response
  const origin = { source: 'typeform', formId, token, eventId } as const
  const ctx = services.as(actor)
  return inTransaction(services.db, (tx) =>
    submitApplication(tx, ctx, { answers: readAnswers(form_response), origin }),
  )
}
