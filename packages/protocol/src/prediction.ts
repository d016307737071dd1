import { z } from 'zod'
import { addressSchema, type Bytes32, bytes32Schema, nodeIdSchema, signatureSchema } from './ids.ts'
import type { Kind } from './kind.ts'
import { roundKeySchema } from './round.ts'
import { defineStruct, hashStruct, type SigningDomain, signingDigest } from './typed-struct.ts'

/**
 * Why a node had no opinion. The number enters the signed bytes, so a code is never renumbered or reused; 0 says
 * that the prediction is an opinion.
 */
export const ABSTAIN_CODES = {
  'model-unavailable': 1,
  'data-gap': 2,
  'feed-stale': 3,
  'inference-error': 4,
  'circuit-open': 5,
  'features-not-ready': 6,
  'bad-candle': 7,
  overloaded: 8,
} as const
export type AbstainReason = keyof typeof ABSTAIN_CODES

/** The reason behind a code, or undefined for 0 and for a code from a newer release of the software. */
export function abstainReasonOf(code: number): AbstainReason | undefined {
  return (Object.keys(ABSTAIN_CODES) as AbstainReason[]).find((reason) => ABSTAIN_CODES[reason] === code)
}

/** `exact` = onnxruntime-web in wasm, the same bits everywhere; `native` = onnxruntime-node within a tolerance. */
export const PROFILES = ['exact', 'native'] as const
export type Profile = (typeof PROFILES)[number]

const bps = z.number().int().min(0).max(9_998)

/**
 * One claim about one round, or an abstention: a leaf of a batch. All of it follows from candles, release and
 * identity, so that a restarted node builds the same bytes.
 *
 * `p0`, `p1`, `p2` are basis points for the classes of the kind and sum to 10 000; an abstention has all three 0
 * and an `abstainCode` above 0.
 */
export const predictionSchema = roundKeySchema
  .extend({
    nodeId: nodeIdSchema,
    /** The address of the hot key that signs the batch. */
    keyId: addressSchema,
    p0: bps,
    p1: bps,
    p2: bps,
    abstainCode: z.number().int().min(0).max(65_535),
    /** sha256 of the release's archive; all zero when there was none. */
    modelDigest: bytes32Schema,
    profile: z.enum(PROFILES),
    /** Digest of the feature schema; all zero when there was no release. */
    featureDigest: bytes32Schema,
    /** Digest of the normalised feature vector; all zero when there was none. */
    inputHash: bytes32Schema,
    /** HMAC(node secret, round id): digests cannot be guessed before the round closes. */
    salt: bytes32Schema,
  })
  .refine(
    ({ p0, p1, p2, abstainCode }) => p0 + p1 + p2 === (abstainCode === 0 ? 10_000 : 0),
    'the probabilities sum to 10 000 basis points, or all are 0 beside an abstain code',
  )
export type Prediction = z.infer<typeof predictionSchema>

/** The most predictions that one batch may hold. */
export const MAX_BATCH = 1_024

/** A whole number from 0 to 2⁶³ − 1 (what SQL's bigint holds) as a decimal string, on the wire and in JSON. */
export const uint64Schema = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,18})$/, 'expected a whole number as a decimal string')
  .refine((text) => text.length < 19 || text <= '9223372036854775807', 'expected at most 2^63 - 1')

/** What the hot key signs: once for all predictions of a tick. Times are market milliseconds. */
export const predictionBatchSchema = z.object({
  nodeId: nodeIdSchema,
  keyId: addressSchema,
  leaseEpoch: uint64Schema,
  /** Rises by one with each batch of the node; a number is used once. */
  sequence: uint64Schema,
  root: bytes32Schema,
  count: z.number().int().min(1).max(MAX_BATCH),
  issuedAt: z.number().int().nonnegative(),
  expiresAt: z.number().int().nonnegative(),
})
export type PredictionBatch = z.infer<typeof predictionBatchSchema>

const predictionStruct = defineStruct(
  'Prediction',
  'bytes32 nodeId',
  'address keyId',
  'string lane',
  'string kind',
  'string symbol',
  'uint64 intervalMs',
  'uint64 horizonMs',
  'uint64 closeTime',
  'uint16 p0',
  'uint16 p1',
  'uint16 p2',
  'uint16 abstainCode',
  'bytes32 modelDigest',
  'string profile',
  'bytes32 featureDigest',
  'bytes32 inputHash',
  'bytes32 salt',
)

const batchStruct = defineStruct(
  'PredictionBatch',
  'bytes32 nodeId',
  'address keyId',
  'uint64 leaseEpoch',
  'uint64 sequence',
  'bytes32 root',
  'uint32 count',
  'uint64 issuedAt',
  'uint64 expiresAt',
)

/** The leaf of a prediction: its EIP-712 struct hash. Two leaves for one round by one node are equivocation. */
export function predictionLeaf(prediction: Prediction): Bytes32 {
  return hashStruct(predictionStruct, prediction)
}

/** The 32 bytes that the hot key signs for a batch. */
export function batchDigest(domain: SigningDomain, batch: PredictionBatch): Bytes32 {
  return signingDigest(domain, batchStruct, batchValue(batch))
}

/** The structs by name, for wallets, vectors and Solidity. */
export const PREDICTION_STRUCTS = { Prediction: predictionStruct, PredictionBatch: batchStruct } as const

function batchValue(batch: PredictionBatch) {
  return { ...batch, leaseEpoch: BigInt(batch.leaseEpoch), sequence: BigInt(batch.sequence) }
}

/**
 * Rounds three probabilities to basis points that sum to 10 000, each from 1 to 9 998.
 *
 * Largest remainder, ties to the lower class; the bounds take from or give to the largest class.
 *
 * @param probabilities - Finite, non-negative, summing to about one (within 1e-3; they are scaled to one).
 * @throws {@link BadProbabilitiesError} otherwise.
 */
export function toBasisPoints(
  probabilities: readonly [number, number, number],
): readonly [number, number, number] {
  const sum = probabilities[0] + probabilities[1] + probabilities[2]
  const good = probabilities.every((p) => Number.isFinite(p) && p >= 0) && Math.abs(sum - 1) <= 1e-3
  if (!good) throw new BadProbabilitiesError(probabilities)
  const exact = probabilities.map((p) => 1 + (p / sum) * 9_997)
  const floors = exact.map(Math.floor)
  const order = [0, 1, 2].sort((a, b) => remainder(exact, floors, b) - remainder(exact, floors, a) || a - b)
  let missing = 10_000 - floors.reduce((total, floor) => total + floor, 0)
  for (const index of order) {
    if (missing === 0) break
    floors[index] = (floors[index] ?? 0) + 1
    missing -= 1
  }
  return [floors[0] ?? 0, floors[1] ?? 0, floors[2] ?? 0]
}

function remainder(exact: readonly number[], floors: readonly number[], index: number): number {
  return (exact[index] ?? 0) - (floors[index] ?? 0)
}

/** What callers get of a prediction, in the mission's words; only the probabilities are the claim. */
export interface PredictionView {
  readonly action: 'buy' | 'sell' | 'hold'
  /** 0..1: the largest probability; 0 for an abstention. */
  readonly confidence: number
}

/**
 * Maps a prediction to an action: the most probable class of a direction (up → buy, down → sell, a tie → hold).
 * A regime prediction and an abstention always say hold.
 */
export function viewOf(prediction: {
  kind: Kind
  p0: number
  p1: number
  p2: number
  abstainCode: number
}): PredictionView {
  const { kind, p0, p1, p2, abstainCode } = prediction
  if (abstainCode !== 0) return { action: 'hold', confidence: 0 }
  const largest = Math.max(p0, p1, p2)
  const confidence = largest / 10_000
  if (kind === 'regime' || p1 === largest || p0 === p2) return { action: 'hold', confidence }
  return { action: p2 === largest ? 'buy' : 'sell', confidence }
}

/** The body of `POST /api/predictions`. */
export const submitPredictionsSchema = z.object({
  batch: predictionBatchSchema,
  signature: signatureSchema,
  predictions: z.array(predictionSchema).min(1).max(MAX_BATCH),
})
export type SubmitPredictions = z.infer<typeof submitPredictionsSchema>

export class BadProbabilitiesError extends Error {
  override readonly name = 'BadProbabilitiesError'
  readonly code = 'prediction.bad-probabilities'
  readonly probabilities: readonly number[]

  constructor(probabilities: readonly number[]) {
    super(
      `(${probabilities.join(', ')}) are no probabilities: three finite numbers from 0 that sum to 1 are needed`,
    )
    this.probabilities = probabilities
  }
}
