import type { Candle } from '@noderr/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { computeFeatureMatrix } from './feature-matrix.ts'
import { sealFeatureSchema } from './feature-schema.ts'
import { createFeatureStream } from './feature-stream.ts'
import { STANDARD_FEATURES } from './standard-features.ts'

const HOUR = 3_600_000
const schema = sealFeatureSchema({
  name: 'test',
  version: '1.0.0',
  interval: '1h',
  lookback: 512,
  anchor: { periodCandles: 256, warmupCandles: 170 },
  features: STANDARD_FEATURES,
  normalisation: [{ feature: 'rsi_14', centre: '50', scale: '12.5', clip: '3' }],
})
const series = wander(1800)

it('gives the bits of the batch computation wherever it was started and whatever is missing', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 900 }),
      fc.uniqueArray(fc.integer({ min: 1, max: series.length - 1 }), { maxLength: 5 }),
      (start, missing) => {
        const candles = series.filter((_, index) => !missing.includes(index))
        const whole = vectors(candles)
        const late = vectors(candles.slice(start))
        const lookedBack = candles[start + schema.lookback - 1]?.openTime ?? Number.POSITIVE_INFINITY
        for (const [closeTime, values] of late) expect(values).toEqual(whole.get(closeTime))
        for (const closeTime of whole.keys())
          expect(closeTime <= lookedBack || late.has(closeTime)).toBe(true)
        expect(batch(candles)).toEqual(whole)
      },
    ),
    { numRuns: 25 },
  )
})

/** Close time → bits of values and input, so that equal means equal under `Object.is`. */
function vectors(candles: readonly Candle[]): Map<number, string> {
  const stream = createFeatureStream(schema)
  const result = new Map<number, string>()
  for (const candle of candles) {
    const vector = stream.push(candle)
    if (vector.ready) result.set(vector.closeTime, bits(vector.values, vector.input))
  }
  return result
}

function batch(candles: readonly Candle[]): Map<number, string> {
  const matrix = computeFeatureMatrix(schema, candles)
  const width = matrix.names.length
  return new Map(
    [...matrix.closeTimes].map((closeTime, row) => [
      closeTime,
      bits(
        matrix.values.slice(row * width, (row + 1) * width),
        matrix.input.slice(row * width, (row + 1) * width),
      ),
    ]),
  )
}

function bits(values: Float64Array, input: Float32Array): string {
  return Buffer.from(values.buffer).toString('base64') + Buffer.from(input.buffer).toString('base64')
}

/** A seeded random walk on the hour grid that starts inside a block. */
function wander(length: number): Candle[] {
  let state = 42
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  let close = 20_000
  return Array.from({ length }, (_, index) => {
    const open = close
    close = open * (1 + 0.02 * (random() - 0.5))
    const openTime = (400_100 + index) * HOUR
    const high = Math.max(open, close) * (1 + 0.01 * random())
    const low = Math.min(open, close) * (1 - 0.01 * random())
    return { openTime, closeTime: openTime + HOUR, open, high, low, close, volume: 100 * random() }
  })
}
