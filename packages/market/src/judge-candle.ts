import type { Candle } from '@noderr/protocol'

/** What is to be thought of a candle that has just arrived. Everything but `ok` says why to be careful. */
export type CandleVerdict =
  | { readonly code: 'ok' }
  /** Not finite, not above zero, or open or close outside low and high: no candle at all. */
  | { readonly code: 'bad-price'; readonly field: 'open' | 'high' | 'low' | 'close' | 'volume' }
  /** The previous candle once more; `differs` when its figures have changed. */
  | { readonly code: 'duplicate'; readonly differs: boolean }
  /** Opens before the previous one closed, but not with it. */
  | { readonly code: 'disorder' }
  /** Closes in the future: an open candle that was passed off as closed. */
  | { readonly code: 'unfinished'; readonly remainingMs: number }
  /** Candles are missing in between. */
  | { readonly code: 'gap'; readonly missing: number }
  /** Its successor should have closed already. */
  | { readonly code: 'stale'; readonly lateMs: number }
  /** Opens far from where the previous one closed: one of the two prices was a bad print. */
  | { readonly code: 'price-jump'; readonly ratio: number }
  /** No trade and no movement: what a halted exchange writes before it falls silent. */
  | { readonly code: 'flat-zero-volume' }

/** Messages have been seen up to 76 ms ahead of the receiver's clock. */
const CLOCK_SKEW_MS = 1_000

/** Neighbouring hours of seven years of BTCUSDT opened within 2.4 % of the close before them. */
const JUMP_RATIO = 1.2

/**
 * Judges one candle beside its predecessor; of several faults the first in the order of {@link CandleVerdict} counts.
 *
 * @param previous - The last accepted candle, undefined for the first.
 * @param marketNow - Market time, epoch milliseconds.
 */
export function judgeCandle(previous: Candle | undefined, candle: Candle, marketNow: number): CandleVerdict {
  const field = badField(candle)
  if (field) return { code: 'bad-price', field }
  if (previous && candle.openTime === previous.openTime)
    return { code: 'duplicate', differs: !isSame(previous, candle) }
  if (previous && candle.openTime < previous.closeTime) return { code: 'disorder' }
  const length = candle.closeTime - candle.openTime
  const remainingMs = candle.closeTime - marketNow
  if (remainingMs > CLOCK_SKEW_MS) return { code: 'unfinished', remainingMs }
  if (previous && candle.openTime > previous.closeTime)
    return { code: 'gap', missing: Math.round((candle.openTime - previous.closeTime) / length) }
  if (-remainingMs > length) return { code: 'stale', lateMs: -remainingMs }
  return judgePrices(previous, candle)
}

function judgePrices(previous: Candle | undefined, candle: Candle): CandleVerdict {
  const ratio = previous ? candle.open / previous.close : 1
  if (ratio > JUMP_RATIO || ratio < 1 / JUMP_RATIO) return { code: 'price-jump', ratio }
  return candle.volume === 0 && candle.high === candle.low ? { code: 'flat-zero-volume' } : { code: 'ok' }
}

function badField({ open, high, low, close, volume }: Candle) {
  if (!(low > 0 && Number.isFinite(low))) return 'low'
  if (!(high >= low && Number.isFinite(high))) return 'high'
  if (!(open >= low && open <= high)) return 'open'
  if (!(close >= low && close <= high)) return 'close'
  if (!(volume >= 0 && Number.isFinite(volume))) return 'volume'
  return undefined
}

function isSame(a: Candle, b: Candle): boolean {
  return (
    a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume
  )
}
