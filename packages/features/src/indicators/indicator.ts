import type { Candle } from '@noderr/protocol'

/**
 * One number that follows the candles of one symbol, seeded by the first candle it is given.
 *
 * The same candles in the same order give the same bits, whatever ran before: windows are summed oldest first out
 * of a ring, never by adding the new and subtracting the old.
 */
export interface Indicator {
  /** Takes the next candle; the caller has made sure that there is no gap. */
  update(candle: Candle): void
  /** The value at the last candle; NaN before there are enough candles and where the formula divides by zero. */
  readonly value: number
}
