import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Candle } from '@noderr/protocol'

const HOUR = 3_600_000
const file = join(import.meta.dirname, '../../../models/data/BTCUSDT-1h-binance-2017_2024.csv.gz')

/** Seven years of real one-hour candles with 28 real gaps. */
export function recordedCandles(): Candle[] {
  const [, ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n')
  return lines.map((line) => {
    const [openTime, open, high, low, close, volume] = line.split(',').map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ]
    return { openTime, closeTime: openTime + HOUR, open, high, low, close, volume }
  })
}
