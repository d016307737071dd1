import { z } from 'zod'

/**
 * One closed candle of one symbol and interval.
 *
 * `openTime` and `closeTime` are epoch milliseconds, UTC; `closeTime` = `openTime` + interval, so that a candle's
 * close is its neighbour's open. Prices are in the quote currency, `volume` in the base currency.
 */
export interface Candle {
  readonly openTime: number
  readonly closeTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Interval names and their length in milliseconds. */
export const INTERVALS = {
  '1m': 60_000,
  '5m': 300_000,
  '15m': 900_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': 86_400_000,
} as const

export type Interval = keyof typeof INTERVALS

export const intervalSchema = z.enum(Object.keys(INTERVALS) as [Interval, ...Interval[]])

/** Upper-case letters and digits as exchanges write a pair: `BTCUSDT`. */
export const symbolSchema = z
  .string()
  .regex(/^[A-Z0-9]{2,20}$/, 'expected 2–20 upper-case letters and digits')
