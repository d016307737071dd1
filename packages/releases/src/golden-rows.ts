import { canonicalJson, digestSchema } from '@noderr/protocol'
import { z } from 'zod'

const float32Bits = z.int().min(0).max(0xffff_ffff)
const tensorBits = z.array(float32Bits).min(1).max(65_536)

/**
 * Inputs and the outputs that the publisher's engine gave for them. Every number is the 32 bits of a float32, read as
 * an unsigned integer, so that nothing is lost in writing and equality means the same bits.
 */
export const goldenRowsSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** What the inputs were drawn from: the digest of the model itself. */
  seed: digestSchema,
  rows: z
    .array(z.strictObject({ input: tensorBits, outputs: z.record(z.string(), tensorBits) }))
    .min(1)
    .max(256),
})

export type GoldenRows = z.infer<typeof goldenRowsSchema>

/** @throws {@link GoldenRowsInvalidError} when the bytes are no golden rows. */
export function parseGoldenRows(bytes: Uint8Array): GoldenRows {
  try {
    return goldenRowsSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
  } catch (cause) {
    throw new GoldenRowsInvalidError(cause)
  }
}

export function encodeGoldenRows(golden: GoldenRows): Uint8Array {
  return Buffer.from(canonicalJson(golden))
}

/** The bits of float32 values as unsigned integers; −0 and 0 differ, as they do in the model. */
export function toFloat32Bits(values: Float32Array): number[] {
  return Array.from(new Uint32Array(values.buffer, values.byteOffset, values.length))
}

/** The inverse of {@link toFloat32Bits}. */
export function fromFloat32Bits(bits: readonly number[]): Float32Array {
  return new Float32Array(Uint32Array.from(bits).buffer)
}

export class GoldenRowsInvalidError extends Error {
  override readonly name = 'GoldenRowsInvalidError'
  readonly code = 'release.golden-invalid'

  constructor(cause: unknown) {
    super('golden.json holds no golden rows; package the model again', { cause })
  }
}
