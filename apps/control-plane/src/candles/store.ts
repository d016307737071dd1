import type { Candle } from '@noderr/protocol'
import type { Db, Tx } from '../db/index.ts'

/** One symbol and interval. */
export interface Series {
  readonly symbol: string
  readonly intervalMs: number
}

/** Keeps candles that are not kept yet; what is kept is never changed. Gives the number added. */
export async function insertCandles(
  tx: Tx,
  { symbol, intervalMs }: Series,
  candles: readonly Candle[],
  source: string,
): Promise<number> {
  const rows = candles.map((candle) => ({
    symbol,
    interval_ms: intervalMs,
    open_time: candle.openTime,
    close_time: candle.closeTime,
    open: candle.open,
    high: candle.high,
    low: candle.low,
    close: candle.close,
    volume: candle.volume,
    source,
  }))
  const added = await tx
    .insertInto('candles')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('open_time')
    .execute()
  return added.length
}

/** The last candles that opened before a market time, oldest first. */
export async function listCandlesBefore(
  db: Db | Tx,
  series: Series,
  beforeMs: number,
  count: number,
): Promise<Candle[]> {
  const rows = await selectCandles(db, series)
    .where('open_time', '<', String(beforeMs))
    .orderBy('open_time', 'desc')
    .limit(count)
    .execute()
  return rows.map(toCandle).reverse()
}

/** The candles that opened from `fromMs` on and before `toMs`, oldest first. */
export async function listCandlesBetween(
  db: Db | Tx,
  series: Series,
  fromMs: number,
  toMs: number,
): Promise<Candle[]> {
  const rows = await selectCandles(db, series)
    .where('open_time', '>=', String(fromMs))
    .where('open_time', '<', String(toMs))
    .orderBy('open_time')
    .execute()
  return rows.map(toCandle)
}

function selectCandles(db: Db | Tx, { symbol, intervalMs }: Series) {
  return db
    .selectFrom('candles')
    .select(['open_time', 'close_time', 'open', 'high', 'low', 'close', 'volume'])
    .where('symbol', '=', symbol)
    .where('interval_ms', '=', String(intervalMs))
}

function toCandle(row: Awaited<ReturnType<ReturnType<typeof selectCandles>['execute']>>[number]): Candle {
  const { open, high, low, close, volume } = row
  return {
    openTime: Number(row.open_time),
    closeTime: Number(row.close_time),
    open,
    high,
    low,
    close,
    volume,
  }
}
