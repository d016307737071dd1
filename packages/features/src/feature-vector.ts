import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { type Bytes32, bytes32Schema } from '@noderr/protocol'
import type { FeatureSchema } from './feature-schema.ts'

/** The features at one candle's close, in schema order. */
export interface FeatureVector {
  readonly ready: true
  /** Epoch milliseconds of the candle's close. */
  readonly closeTime: number
  /** Raw values. */
  readonly values: Float64Array
  /** Normalised values: exactly what the model gets. */
  readonly input: Float32Array
}

/** Why there is no vector at a candle. */
export type NotReadyReason =
  /** The candles so far do not reach back to where recursive state is seeded. */
  | 'warming-up'
  /** Fewer candles than the schema's warm-up have followed a gap. */
  | 'gap'
  /** A feature's formula gives no number here, as in a market that stands still. */
  | 'undefined-feature'

export interface NotReady {
  readonly ready: false
  readonly closeTime: number
  readonly reason: NotReadyReason
  /** Gapless candles still to come before the next vector can be ready; 0 where only the market can tell. */
  readonly candlesLeft: number
  /** The feature without a value, for `undefined-feature`. */
  readonly feature?: string
}

/** Turns raw values into the model's input. */
export type Normalise = (values: Float64Array, input: Float32Array) => void

/** Prepares (value − centre) / scale, kept within ± clip and rounded to float32, for one schema. */
export function normaliserFor(schema: FeatureSchema): Normalise {
  const byName = new Map(schema.normalisation.map((entry) => [entry.feature, entry]))
  const width = schema.features.length
  const centres = new Float64Array(width)
  const scales = new Float64Array(width).fill(1)
  const clips = new Float64Array(width).fill(Number.POSITIVE_INFINITY)
  for (const [index, { name }] of schema.features.entries()) {
    const entry = byName.get(name)
    if (!entry) continue
    centres[index] = Number(entry.centre)
    scales[index] = Number(entry.scale)
    if (entry.clip !== undefined) clips[index] = Number(entry.clip)
  }
  return (values, input) => {
    for (let index = 0; index < width; index += 1) {
      const clip = clips[index] as number
      const scaled = ((values[index] as number) - (centres[index] as number)) / (scales[index] as number)
      input[index] = scaled > clip ? clip : scaled < -clip ? -clip : scaled
    }
  }
}

/** sha256 over the little-endian float32 bytes of the input: the `inputHash` of a signed prediction. */
export function hashInput(vector: Pick<FeatureVector, 'input'>): Bytes32 {
  const bytes = new Uint8Array(4 * vector.input.length)
  const view = new DataView(bytes.buffer)
  for (const [index, value] of vector.input.entries()) view.setFloat32(4 * index, value, true)
  return bytes32Schema.parse(`0x${bytesToHex(sha256(bytes))}`)
}
