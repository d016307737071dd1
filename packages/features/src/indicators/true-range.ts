import type { Candle } from '@noderr/protocol'

/** Wilder's true range: how far price went since the previous close, in price units. */
export function trueRange(candle: Candle, previousClose: number): number {
  return Math.max(candle.high, previousClose) - Math.min(candle.low, previousClose)
}
