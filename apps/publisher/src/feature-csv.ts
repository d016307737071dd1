import { computeFeatureMatrix, type FeatureSchema } from '@noderr/features'
import type { Candle } from '@noderr/protocol'

const CANDLE_COLUMNS = ['open_time', 'close_time', 'open', 'high', 'low', 'close', 'volume', 'ready']

/**
 * Writes what a trainer reads: one line per candle with its raw features, before normalisation, at full precision.
 * Where a vector is not ready, `ready` is 0 and the feature cells are empty.
 */
export function* featureCsvLines(schema: FeatureSchema, candles: readonly Candle[]): Generator<string> {
  const matrix = computeFeatureMatrix(schema, candles)
  const width = matrix.names.length
  const empty = ','.repeat(width)
  yield [...CANDLE_COLUMNS, ...matrix.names].join()
  let row = 0
  for (const [index, candle] of candles.entries()) {
    const isReady = matrix.candleIndexes[row] === index
    const { openTime, closeTime, open, high, low, close, volume } = candle
    const start = [openTime, closeTime, open, high, low, close, volume, isReady ? 1 : 0].join()
    yield isReady
      ? `${start},${matrix.values.subarray(row * width, (row + 1) * width).join()}`
      : start + empty
    if (isReady) row += 1
  }
}
