import { z } from 'zod'
import { symbolSchema } from './candle.ts'
import { type RoundId, roundIdSchema, signatureSchema } from './ids.ts'
import { KINDS } from './kind.ts'
import { defineStruct, hashStruct } from './typed-struct.ts'

/** `network` = the network's model, `own` = an operator's own model. */
export const LANES = ['network', 'own'] as const
export type Lane = (typeof LANES)[number]

const timestampMs = z.number().int().nonnegative()

/** The key of a round (PROTOCOL §4). `closeTime` is the close of the candle that the prediction is made on, market ms. */
export const roundKeySchema = z.object({
  kind: z.enum(KINDS),
  lane: z.enum(LANES),
  symbol: symbolSchema,
  intervalMs: z.number().int().positive(),
  horizonMs: z.number().int().positive(),
  closeTime: timestampMs,
})
export type RoundKey = z.infer<typeof roundKeySchema>

const roundStruct = defineStruct(
  'Round',
  'string kind',
  'string lane',
  'string symbol',
  'uint64 intervalMs',
  'uint64 horizonMs',
  'uint64 closeTime',
)

/** The id of a round: the EIP-712 struct hash of its key, the same on every network. */
export function roundIdOf(key: RoundKey): RoundId {
  const { kind, lane, symbol, intervalMs, horizonMs, closeTime } = key
  return hashStruct(roundStruct, {
    kind,
    lane,
    symbol,
    intervalMs,
    horizonMs,
    closeTime,
  }) as string as RoundId
}

/**
 * What is promised about a round before it opens; published, signed and never changed.
 *
 * All times are market milliseconds. Thresholds are log returns or log ranges × 10⁹, rounded; an outcome below
 * `lowerE9` is class 0, above `upperE9` class 2, otherwise class 1. `baseRateBps` sums to 10 000.
 */
export const roundManifestSchema = roundKeySchema.extend({
  roundId: roundIdSchema,
  opensAt: timestampMs,
  submitBy: timestampMs,
  settlesAt: timestampMs,
  sigmaE9: z.number().int().nonnegative(),
  lowerE9: z.number().int(),
  upperE9: z.number().int(),
  baseRateBps: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
  /** Which price begins the horizon: the open of the first candle after the close. */
  reference: z.literal('next-open'),
  priceSources: z.array(z.string().min(1).max(64)).min(1).max(8),
})
export type RoundManifest = z.infer<typeof roundManifestSchema>

/** A manifest with the signature of the network's receipt key over {@link roundManifestStruct}. */
export const signedRoundManifestSchema = z.object({
  manifest: roundManifestSchema,
  signature: signatureSchema,
})
export type SignedRoundManifest = z.infer<typeof signedRoundManifestSchema>

/** What the receipt key signs: the round's id and times in clear, and keccak256 of the manifest's canonical JSON. */
export const roundManifestStruct = defineStruct(
  'RoundManifest',
  'bytes32 roundId',
  'uint64 opensAt',
  'uint64 submitBy',
  'uint64 settlesAt',
  'bytes32 manifestHash',
)

/** The class of an outcome value under a round's thresholds, one rule for both kinds. */
export function classOf(
  valueE9: number,
  thresholds: { readonly lowerE9: number; readonly upperE9: number },
): 0 | 1 | 2 {
  if (valueE9 < thresholds.lowerE9) return 0
  return valueE9 > thresholds.upperE9 ? 2 : 1
}
