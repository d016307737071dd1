import type { Candle } from '@noderr/protocol'
import { anchorGrid } from './anchor.ts'
import { isGap, requireNextCandle } from './candle-order.ts'
import { FeaturePipeline } from './feature-pipeline.ts'
import type { FeatureSchema } from './feature-schema.ts'
import { normaliserFor } from './feature-vector.ts'

/** The ready vectors of a candle series, row after row, as a trainer reads them. */
export interface FeatureMatrix {
  /** Column names in schema order. */
  readonly names: readonly string[]
  /** Epoch milliseconds of each row's candle close, ascending. */
  readonly closeTimes: Float64Array
  /** For each row, the index of its candle in the series given. */
  readonly candleIndexes: Int32Array
  /** Raw values, `rows × names.length`, row-major. */
  readonly values: Float64Array
  /** Model input, in the same shape. */
  readonly input: Float32Array
  readonly rows: number
}

/**
 * Computes every ready vector of a series, block by block of the anchor grid; gaps are allowed and split it.
 *
 * Shares the indicators with {@link createFeatureStream} but not its bookkeeping, and gives the same bits.
 *
 * @throws {@link UnusableCandleError} and {@link CandleDisorderError}.
 */
export function computeFeatureMatrix(schema: FeatureSchema, candles: readonly Candle[]): FeatureMatrix {
  for (const [index, candle] of candles.entries())
    requireNextCandle(candles[index - 1], candle, schema.interval)
  const width = schema.features.length
  const normalise = normaliserFor(schema)
  const candleIndexes = new Int32Array(candles.length)
  const values = new Float64Array(candles.length * width)
  const input = new Float32Array(candles.length * width)
  let rows = 0
  for (const { anchor, first, last } of servedRanges(schema, candles)) {
    const pipeline = new FeaturePipeline(schema)
    for (let index = anchor; index <= last; index += 1) {
      pipeline.update(candles[index] as Candle)
      if (index < first) continue
      const row = values.subarray(rows * width, (rows + 1) * width)
      if (pipeline.writeTo(row) !== -1) continue
      normalise(row, input.subarray(rows * width, (rows + 1) * width))
      candleIndexes[rows] = index
      rows += 1
    }
  }
  return {
    names: schema.features.map(({ name }) => name),
    closeTimes: Float64Array.from(
      candleIndexes.subarray(0, rows),
      (index) => (candles[index] as Candle).closeTime,
    ),
    candleIndexes: candleIndexes.slice(0, rows),
    values: values.slice(0, rows * width),
    input: input.slice(0, rows * width),
    rows,
  }
}

/** Candle indexes: state seeded at `anchor` gives the vectors `first` to `last`. */
interface ServedRange {
  readonly anchor: number
  readonly first: number
  readonly last: number
}

function* servedRanges(schema: FeatureSchema, candles: readonly Candle[]): Generator<ServedRange> {
  const grid = anchorGrid(schema)
  const { warmupCandles } = schema.anchor
  for (const run of gaplessRuns(candles)) {
    const openTime = (index: number) => (candles[index] as Candle).openTime
    for (let from = run.first; from <= run.last; ) {
      const block = grid.blockOf(openTime(from))
      let last = from
      while (last < run.last && grid.blockOf(openTime(last + 1)) === block) last += 1
      const wanted = from - Math.round((openTime(from) - grid.startOf(block - 1)) / candleMs(candles, from))
      const anchor = Math.max(wanted, run.first)
      const isKnown = wanted >= run.first || run.first > 0
      const first = wanted >= run.first ? from : Math.max(from, anchor + warmupCandles - 1)
      if (isKnown && first <= last) yield { anchor, first, last }
      from = last + 1
    }
  }
}

function candleMs(candles: readonly Candle[], index: number): number {
  const { openTime, closeTime } = candles[index] as Candle
  return closeTime - openTime
}

function* gaplessRuns(
  candles: readonly Candle[],
): Generator<{ readonly first: number; readonly last: number }> {
  let first = 0
  for (let index = 0; index < candles.length; index += 1) {
    const next = candles[index + 1]
    if (next && !isGap(candles[index] as Candle, next)) continue
    yield { first, last: index }
    first = index + 1
  }
}
