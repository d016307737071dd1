import type { Candle } from '@noderr/protocol'
import type { Db, Tx } from '../db/index.ts'
import { listCandlesBefore, listCandlesBetween, type Series } from './store.ts'

/** Which canonical candles: the `last` so many that opened before a market time, or all that opened in a span. */
export type CandleSpan =
  | { readonly last: number; readonly beforeMs: number }
  | { readonly fromMs: number; readonly toMs: number }

/** The canonical candles of a series, oldest first, gaps left as gaps: what the whole network is judged by. */
export function getCandles(db: Db | Tx, series: Series, span: CandleSpan): Promise<Candle[]> {
  return 'last' in span
    ? listCandlesBefore(db, series, span.beforeMs, span.last)
    : listCandlesBetween(db, series, span.fromMs, span.toMs)
}
