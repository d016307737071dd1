import type { Candle } from '@noderr/protocol'

/** Where closed candles of one symbol and interval come from: a replayed file, an exchange, a push. */
export interface CandleSource {
  /**
   * The last candles that had closed at `before`, oldest first; gaps are left as gaps, and fewer come where there
   * are no more.
   *
   * @param before - Epoch milliseconds of market time; a candle that closes exactly then is included.
   * @param count - At most this many.
   */
  history(before: number, count: number): Promise<readonly Candle[]>
  /**
   * Each candle that closes later than `after`, once, in order, as soon as it has closed.
   *
   * Ends when `signal` is aborted, or when there will be no more.
   */
  closed(after: number, signal: AbortSignal): AsyncIterable<Candle>
}
