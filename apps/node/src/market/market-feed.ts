import { type CandleSource, type CandleVerdict, judgeCandle } from '@noderr/market'
import type { AbstainReason, Candle } from '@noderr/protocol'
import type { MarketHistory } from './market-history.ts'

/** A candle that the line should see. */
export interface FeedCandle {
  readonly candle: Candle
  /** Its round is still open: predict on it. Otherwise it only enters the history. */
  readonly isTimely: boolean
  /** Set when the candle is suspect: abstain. */
  readonly fault: AbstainReason | undefined
}

export interface FeedOptions {
  readonly source: CandleSource
  readonly history: MarketHistory
  /** Market milliseconds. */
  readonly marketNow: () => number
  /** How long after a close its round takes predictions, market milliseconds. */
  readonly deadlineMs: number
  /** Called when the history was started over: features must be, too. */
  readonly onRefill: () => void
  /** Called for a candle that was turned away. */
  readonly onRefused: (candle: Candle, verdict: CandleVerdict) => void
  readonly signal: AbortSignal
}

/**
 * Closed candles in order, judged, with the history filled before the first and after each gap as far as the source
 * can fill it. Candles whose round is still open at the start come as candles, not as history.
 */
export async function* marketFeed(options: FeedOptions): AsyncGenerator<FeedCandle> {
  const { source, history, marketNow, deadlineMs, signal } = options
  await refill(options, marketNow() - deadlineMs)
  const after = history.last?.closeTime ?? marketNow() - deadlineMs
  for await (const candle of source.closed(after, signal)) {
    const verdict = judgeCandle(history.last, candle, marketNow())
    if (NO_CANDLES.has(verdict.code)) {
      options.onRefused(candle, verdict)
      continue
    }
    if (history.isGap(candle)) await refill(options, candle.openTime)
    const isTimely = marketNow() - candle.closeTime <= deadlineMs
    yield { candle, isTimely, fault: verdict.code === 'price-jump' ? 'bad-candle' : undefined }
  }
}

const NO_CANDLES: ReadonlySet<CandleVerdict['code']> = new Set([
  'bad-price',
  'duplicate',
  'disorder',
  'unfinished',
])

async function refill({ source, history, onRefill }: FeedOptions, before: number): Promise<void> {
  const candles = await source.history(before, history.capacity)
  const [last] = candles.slice(-1)
  if (!last || last.closeTime <= (history.last?.closeTime ?? 0)) return
  history.replaceWith(candles.filter(isWhole))
  onRefill()
}

/** A back-fill brings closed candles; one without usable prices is left out, as a gap. */
function isWhole(candle: Candle): boolean {
  return judgeCandle(undefined, candle, candle.closeTime).code !== 'bad-price'
}
