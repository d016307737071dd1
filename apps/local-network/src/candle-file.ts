import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aggregateCandles, readCandleFile } from '@noderr/market'
import { type Candle, INTERVALS } from '@noderr/protocol'

/** What is replayed: hourly candles in a file, and the market time at which the replay begins. */
export interface Replay {
  readonly file: string
  readonly intervalMs: number
  /** Market milliseconds: the close of the last candle that is history at the start. */
  readonly from: number
  readonly until: number
}

/** Features, thresholds and base rates of the first round need this many candles before it. */
const HISTORY = 1_000
/** The reference models learned from everything before 2023. */
const TRAINING_ENDS = Date.UTC(2023, 0, 1)

/**
 * Reads the candle file and decides where the replay begins: never inside the training data where the file goes on
 * after it, and never before there is history for the first round.
 *
 * Candles shorter than an hour are aggregated, since the reference models speak of hours.
 *
 * @throws {@link CandlesNotReplayableError} for longer candles and too few of them; what `readCandleFile` throws for a
 * file that is no candle file.
 */
export async function prepareReplay(file: string, dataDir: string): Promise<Replay> {
  const { candles, interval } = await readCandleFile(file)
  const intervalMs = INTERVALS[interval]
  const hour = INTERVALS['1h']
  if (intervalMs > hour) {
    throw new CandlesNotReplayableError(
      file,
      `its candles are ${intervalMs / 60_000} minutes long, an hour is the most`,
    )
  }
  const hourly = intervalMs === hour ? candles : aggregateCandles(candles, '1h').candles
  const first = hourly[HISTORY]
  const last = hourly.at(-1)
  if (!first || !last) {
    throw new CandlesNotReplayableError(
      file,
      `it holds ${hourly.length} hours, more than ${HISTORY} are needed`,
    )
  }
  const from = last.closeTime > TRAINING_ENDS ? Math.max(first.openTime, TRAINING_ENDS) : first.openTime
  const replayed = intervalMs === hour ? file : writeHourly(hourly, dataDir)
  return { file: replayed, intervalMs: hour, from, until: last.closeTime }
}

function writeHourly(candles: readonly Candle[], dataDir: string): string {
  const path = join(dataDir, 'candles-1h.csv')
  const rows = candles.map((c) => [c.openTime, c.open, c.high, c.low, c.close, c.volume].join(','))
  writeFileSync(path, `timestamp_ms,open,high,low,close,volume\n${rows.join('\n')}\n`)
  return path
}

export class CandlesNotReplayableError extends Error {
  override readonly name = 'CandlesNotReplayableError'
  readonly code = 'local-network.candles-not-replayable'
  readonly path: string

  constructor(path: string, why: string) {
    super(`The candles of ${path} cannot be replayed: ${why}.`)
    this.path = path
  }
}
