import type { Candle } from '@noderr/protocol'

/** A hole in a candle series. */
export interface CandleGap {
  /** Close time of the last candle before it: where the hole begins. */
  readonly from: number
  /** Open time of the first candle after it: where it ends. */
  readonly to: number
  /** Candles missing, at least one. */
  readonly missing: number
}

/** Lists the holes of an ascending series, oldest first. */
export function findGaps(candles: readonly Candle[]): readonly CandleGap[] {
  const gaps: CandleGap[] = []
  let previous: Candle | undefined
  for (const candle of candles) {
    if (previous && candle.openTime > previous.closeTime) {
      const missing = Math.round(
        (candle.openTime - previous.closeTime) / (candle.closeTime - candle.openTime),
      )
      gaps.push({ from: previous.closeTime, to: candle.openTime, missing })
    }
    previous = candle
  }
  return gaps
}
