import { createHmac, randomBytes } from 'node:crypto'
import { type Application, submitApplication } from '../src/applications/index.ts'
import type { Actor } from '../src/context/index.ts'
import { inTransaction } from '../src/db/index.ts'
import { adapt } from '../src/intake/adapters.ts'
import type { Delivery } from '../src/intake/delivery.ts'
import { DEFAULT_FIELD_MAP } from '../src/intake/field-map.ts'
import { readAnswers } from '../src/intake/read-answers.ts'
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

/** What the adapter that knows its shape reads in a body. */
export function adaptJson(body: unknown): Delivery {
  const adapted = adapt(Buffer.from(JSON.stringify(body)))
  if (adapted.adapter === undefined) throw new TypeError('no adapter knows the shape')
  return adapted.delivery
}

/** The application that a form's answers come to, past the webhook. */
export async function submitForm(
  services: TestServices,
  answers: readonly unknown[] = COMPLETE,
  actor: Actor = { type: 'webhook', source: 'typeform' },
): Promise<Application | undefined> {
  const read = adaptJson(delivery(answers))
  const origin = { source: 'typeform', formId: read.formId, token: read.token, eventId: read.token } as const
  const ctx = services.as(actor)
  return inTransaction(services.db, (tx) =>
    submitApplication(tx, ctx, { answers: readAnswers(read, DEFAULT_FIELD_MAP), origin }),
  )
}
