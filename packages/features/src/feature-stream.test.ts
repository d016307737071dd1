import { createHash } from 'node:crypto'
import type { Candle } from '@noderr/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { recordedCandles } from '../test/recorded-candles.ts'
import { computeFeatureMatrix } from './feature-matrix.ts'
import { sealFeatureSchema } from './feature-schema.ts'
import { createFeatureStream } from './feature-stream.ts'
import type { FeatureVector, NotReady } from './feature-vector.ts'
import { STANDARD_FEATURES } from './standard-features.ts'

const HOUR = 3_600_000
const PERIOD = 256
const WARMUP = 170
const schema = sealFeatureSchema({
  name: 'test',
  version: '1.0.0',
  interval: '1h',
  lookback: 2 * PERIOD,
  anchor: { periodCandles: PERIOD, warmupCandles: WARMUP },
  features: STANDARD_FEATURES,
  normalisation: [{ feature: 'rsi_14', centre: '50', scale: '12.5', clip: '3' }],
})
const recorded = recordedCandles()

/** A stretch of the record, with some more candles taken out of it. */
const stretch = fc
  .record({
    from: fc.nat(recorded.length - 1500),
    missing: fc.uniqueArray(fc.integer({ min: 1, max: 1499 }), { maxLength: 4 }),
  })
  .map(({ from, missing }) =>
    recorded.slice(from, from + 1500).filter((_, index) => !missing.includes(index)),
  )

it('gives the bits of the batch computation wherever it was started and whatever is missing', () => {
  fc.assert(
    fc.property(stretch, fc.integer({ min: 1, max: 900 }), (candles, start) => {
      const whole = streamed(candles)
      expect(batch(candles)).toEqual(whole)

      const late = streamed(candles.slice(start))
      const caughtUp = candles[start + schema.lookback - 1]?.closeTime ?? Number.POSITIVE_INFINITY
      for (const [closeTime, vector] of late) expect(vector).toBe(whole.get(closeTime))
      for (const closeTime of whole.keys()) expect(closeTime < caughtUp || late.has(closeTime)).toBe(true)
    }),
    { numRuns: 15 },
  )
})

it('depends on the lookback and on nothing before it', () => {
  fc.assert(
    fc.property(
      stretch,
      fc.integer({ min: 512, max: 1400 }),
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      (candles, end, factor) => {
        const last = candles[end] as Candle
        const elsewhere = candles
          .slice(0, end + 1)
          .map((candle, index) => (index > end - schema.lookback ? candle : scaled(candle, factor)))
        expect(streamed(elsewhere).get(last.closeTime)).toBe(
          streamed(candles.slice(0, end + 1)).get(last.closeTime),
        )
      },
    ),
    { numRuns: 15 },
  )
})

it('keeps its bits from one release of this package to the next', () => {
  const { values } = computeFeatureMatrix(schema, recorded.slice(0, 5000))
  expect(createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex')).toBe(
    '7d011cbb888cf4f55aafd74ea42c29bf08849a7ffc7d48fa6fbcd9237e23af3a',
  )
})

it('counts down while it warms up, and is ready after at most its lookback', () => {
  fc.assert(
    fc.property(fc.integer({ min: 50_000, max: 57_000 }), (from) => {
      const answers = pushAll(recorded.slice(from, from + schema.lookback))
      const ready = answers.findIndex(({ ready }) => ready)
      expect(ready).toBeGreaterThanOrEqual(PERIOD)
      for (const [index, answer] of answers.slice(0, ready).entries())
        expect(answer).toMatchObject({ reason: 'warming-up', candlesLeft: ready - index })
      for (const answer of answers.slice(ready)) expect(answer.ready).toBe(true)
    }),
    { numRuns: 20 },
  )
})

it('is ready again a warm-up after a gap, seeded by the first candle after it', () => {
  const candles = recorded.slice(50_000, 51_000)
  const afterGap = candles.slice(600)
  const answers = pushAll([...candles.slice(0, 598), ...afterGap]).slice(598)
  for (const [index, answer] of answers.slice(0, WARMUP - 1).entries())
    expect(answer).toMatchObject({ ready: false, reason: 'gap', candlesLeft: WARMUP - 1 - index })
  for (const answer of answers.slice(WARMUP - 1)) expect(answer.ready).toBe(true)
})

it('names the feature that has no value in a market that stands still', () => {
  const still = Array.from({ length: 600 }, (_, index) => ({
    openTime: index * HOUR,
    closeTime: (index + 1) * HOUR,
    ...{ open: 7, high: 7, low: 7, close: 7, volume: 0 },
  }))
  expect(pushAll(still).at(-1)).toEqual({
    ready: false,
    closeTime: 600 * HOUR,
    reason: 'undefined-feature',
    candlesLeft: 0,
    feature: 'band_position_168',
  })
  expect(computeFeatureMatrix(schema, still).rows).toBe(0)
})

it('refuses disorder and unusable candles, and goes on as if they had not come', () => {
  const candles = recorded.slice(50_000, 50_600)
  const stream = createFeatureStream(schema)
  const clean = pushAll(candles)
  for (const [index, candle] of candles.entries()) {
    expect(stream.push(candle)).toEqual(clean[index])
    if (index % 100 !== 0) continue
    const next = candles[index + 1] as Candle
    expect(() => stream.push(candle)).toThrow(expect.objectContaining({ code: 'features.candle-disorder' }))
    for (const fault of [
      { close: Number.NaN },
      { low: 0 },
      { high: next.low / 2 },
      { volume: -1 },
      { closeTime: next.closeTime + 1 },
      { openTime: next.openTime + 1, closeTime: next.closeTime + 1 },
    ])
      expect(() => stream.push({ ...next, ...fault })).toThrow(
        expect.objectContaining({ code: 'features.unusable-candle' }),
      )
  }
})

it('hands the model normalised float32 within the clip', () => {
  const vector = pushAll(recorded.slice(50_000, 50_600)).at(-1) as FeatureVector
  const rsi = STANDARD_FEATURES.findIndex(({ name }) => name === 'rsi_14')
  expect(vector.input[rsi]).toBe(Math.fround(((vector.values[rsi] as number) - 50) / 12.5))
  const tight = sealFeatureSchema({
    ...withoutDigest(),
    normalisation: [{ feature: 'rsi_14', centre: '200', scale: '1', clip: '0.5' }],
  })
  const clipped = computeFeatureMatrix(tight, recorded.slice(50_000, 50_600))
  expect(clipped.input[rsi]).toBe(-0.5)
})

function withoutDigest() {
  const { digest: _, ...rest } = schema
  return rest
}

function pushAll(candles: readonly Candle[]): (FeatureVector | NotReady)[] {
  const stream = createFeatureStream(schema)
  return candles.map((candle) => stream.push(candle))
}

/** Close time → bits of values and input, so that equal means equal under `Object.is`. */
function streamed(candles: readonly Candle[]): Map<number, string> {
  const ready = pushAll(candles).filter((answer) => answer.ready)
  return new Map(ready.map(({ closeTime, values, input }) => [closeTime, bits(values, input)]))
}

function batch(candles: readonly Candle[]): Map<number, string> {
  const { closeTimes, names, values, input } = computeFeatureMatrix(schema, candles)
  const row = (index: number) => [index * names.length, (index + 1) * names.length] as const
  return new Map(
    [...closeTimes].map((closeTime, index) => [
      closeTime,
      bits(values.slice(...row(index)), input.slice(...row(index))),
    ]),
  )
}

function bits(values: Float64Array, input: Float32Array): string {
  return Buffer.from(values.buffer).toString('base64') + Buffer.from(input.buffer).toString('base64')
}

function scaled(candle: Candle, factor: number): Candle {
  const { open, high, low, close, volume } = candle
  const times = (figure: number) => figure * factor
  return {
    ...candle,
    open: times(open),
    high: times(high),
    low: times(low),
    close: times(close),
    volume: times(volume),
  }
}
