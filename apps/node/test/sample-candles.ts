import { type Candle, INTERVALS } from '@noderr/protocol'
import { seededRandom } from '@noderr/testkit'

const HOUR = INTERVALS['1h']

/** The open of the first sample candle. */
export const SAMPLE_START = Date.UTC(2023, 0, 1)

/** Hourly candles of a random walk, the same in every run, without gaps. */
export function sampleCandles(count: number, seed = 7): Candle[] {
  const random = seededRandom(seed)
  let close = 20_000
  return Array.from({ length: count }, (_, index) => {
    const open = close
    close = open * (1 + (random() - 0.5) / 50)
    const openTime = SAMPLE_START + index * HOUR
    const high = Math.max(open, close) * (1 + random() / 500)
    const low = Math.min(open, close) * (1 - random() / 500)
    return { openTime, closeTime: openTime + HOUR, open, high, low, close, volume: 10 + random() * 100 }
  })
}
