import { addressSchema, type CanonicalValue, TIERS, type Tier } from '@noderr/protocol'
import { z } from 'zod'
import type { Answers } from '../applications/index.ts'

/** Which field references carry which answer, over three generations of the form. Matches are exact. */
export const FIELD_REFS = {
  email: ['email'],
  name: ['name'],
  wallet: ['wallet_address', 'eth_address', 'ethereum_wallet_address'],
  tier: ['tier', 'node_type', 'license'],
  operatingSystem: ['os', 'operating_system', 'platform'],
  rpcEndpoint: ['rpc_endpoint', 'rpc_url'],
  experience: ['experience'],
  infrastructure: ['infrastructure'],
  motivation: ['motivation'],
  stakeAmount: ['stake_amount'],
} as const satisfies Readonly<Record<Exclude<keyof Answers, 'other'>, readonly string[]>>

const answerSchema = z.looseObject({
  type: z.string(),
  field: z.looseObject({ ref: z.string().min(1).max(256) }),
})

/** What we read of a delivery; all else that Typeform sends is passed over. */
export const deliverySchema = z.looseObject({
  event_id: z.string().max(256),
  event_type: z.string().max(64),
  form_response: z.looseObject({
    form_id: z.string().min(1).max(256),
    token: z.string().min(1).max(256),
    submitted_at: z.iso.datetime({ offset: true }).optional(),
    answers: z.array(answerSchema).max(500).default([]),
  }),
})
export type Delivery = z.infer<typeof deliverySchema>

/**
 * Reads the answers of a form. Nothing is guessed: what is not understood stays undefined and stands in `other` as it
 * came, as does every answer to a field that we do not know.
 */
export function readAnswers({ answers }: Delivery['form_response']): Answers {
  const left = new Map(answers.map((answer) => [clean(answer.field.ref), answerValue(answer)]))
  const take = <T>(refs: readonly string[], understand: (text: string) => T | undefined): T | undefined => {
    for (const ref of refs) {
      const value = left.get(ref)
      const understood = typeof value === 'string' ? understand(value.trim()) : undefined
      if (understood === undefined) continue
      left.delete(ref)
      return understood
    }
    return undefined
  }
  return {
    email: take(FIELD_REFS.email, readEmail),
    name: take(FIELD_REFS.name, readText),
    wallet: take(FIELD_REFS.wallet, (text) => addressSchema.safeParse(text).data),
    tier: take(FIELD_REFS.tier, readTier),
    operatingSystem: take(FIELD_REFS.operatingSystem, readText),
    rpcEndpoint: take(FIELD_REFS.rpcEndpoint, readHttps),
    experience: take(FIELD_REFS.experience, readText),
    infrastructure: take(FIELD_REFS.infrastructure, readText),
    motivation: take(FIELD_REFS.motivation, readText),
    stakeAmount: take(FIELD_REFS.stakeAmount, readText),
    other: Object.fromEntries(left),
  }
}

function readText(text: string): string | undefined {
  return text === '' ? undefined : text
}

function readEmail(text: string): string | undefined {
  return z.email().max(254).safeParse(text.toLowerCase()).data
}

function readHttps(text: string): string | undefined {
  return z
    .url({ protocol: /^https$/ })
    .max(2_048)
    .safeParse(text).data
}

/** The one tier that a label names: "Oracle node (prediction)" is oracle, "oracle or guardian" is none. */
function readTier(label: string): Tier | undefined {
  const named = TIERS.filter((tier) => new RegExp(`\\b${tier}\\b`, 'i').test(label))
  return named.length === 1 ? named[0] : undefined
}

/** The value inside an answer, whatever its type; numbers as text, since canonical JSON knows no fractions. */
function answerValue(answer: z.infer<typeof answerSchema>): CanonicalValue {
  const value = answer[answer.type]
  if (answer.type === 'choice' || answer.type === 'choices') return readChoice(value)
  return toCanonical(value)
}

function readChoice(value: unknown): CanonicalValue {
  const { label, labels, other } = (value ?? {}) as { label?: unknown; labels?: unknown; other?: unknown }
  if (Array.isArray(labels)) return toCanonical(other === undefined ? labels : [...labels, other])
  return toCanonical(label ?? other ?? null)
}

function toCanonical(value: unknown): CanonicalValue {
  if (typeof value === 'string') return clean(value)
  if (typeof value === 'number') return String(value)
  if (typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toCanonical)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [clean(key), toCanonical(member)]))
  }
  return null
}

/** PostgreSQL's text holds neither U+0000 nor half a surrogate pair. */
function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
