import type { Candle } from '@noderr/protocol'
import type { Tx } from '../db/index.ts'
import { insertCandles, type Series } from './store.ts'

/** Rows of one statement: PostgreSQL takes 65 535 parameters at most. */
const AT_ONCE = 1_000

/** Makes closed candles canonical; a candle that is canonical already stays as it is. Gives the number added. */
export async function recordCandles(
  tx: Tx,
  series: Series,
  candles: readonly Candle[],
  source: string,
): Promise<number> {
  let added = 0
  for (let start = 0; start < candles.length; start += AT_ONCE)
    added += await insertCandles(tx, series, candles.slice(start, start + AT_ONCE), source)
  return added
}
