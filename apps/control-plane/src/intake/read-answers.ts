import { addressSchema, TIERS, type Tier } from '@noderr/protocol'
import { z } from 'zod'
import type { Answers } from '../applications/index.ts'
import type { Delivery } from './delivery.ts'
import type { FieldMap } from './field-map.ts'

const MAX_LINE = 200
const MAX_TEXT = 20_000

/**
 * Reads the answers of a form. Nothing is guessed: what is not understood stays undefined and stands in `other` as it
 * came, as does every answer to a field that is not in the map.
 */
export function readAnswers({ answers }: Pick<Delivery, 'answers'>, map: FieldMap): Answers {
  const left = new Map(answers)
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
    email: take(map.email, readEmail),
    name: take(map.name, textUpTo(MAX_LINE)),
    wallet: take(map.wallet, (text) => addressSchema.safeParse(text).data),
    tier: take(map.tier, readTier),
    operatingSystem: take(map.operatingSystem, textUpTo(MAX_LINE)),
    rpcEndpoint: take(map.rpcEndpoint, readHttps),
    experience: take(map.experience, textUpTo(MAX_TEXT)),
    infrastructure: take(map.infrastructure, textUpTo(MAX_TEXT)),
    motivation: take(map.motivation, textUpTo(MAX_TEXT)),
    stakeAmount: take(map.stakeAmount, textUpTo(MAX_LINE)),
    other: Object.fromEntries(left),
  }
}

/** Longer ones stay where they are: they are no name, and no column of a table of applications. */
function textUpTo(length: number) {
  return (text: string): string | undefined => (text === '' || text.length > length ? undefined : text)
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
