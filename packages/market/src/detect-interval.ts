import { INTERVALS, type Interval } from '@noderr/protocol'
import type { CandleRow } from './candle-row.ts'

/**
 * The interval whose length is the most common step between neighbours; the shorter one of two equally common.
 *
 * @throws {@link UnknownIntervalError} when that step is no known interval, or there is no step at all.
 */
export function detectInterval(rows: readonly CandleRow[], file: string): Interval {
  const counts = new Map<number, number>()
  for (let index = 1; index < rows.length; index += 1) {
    const step = (rows[index] as CandleRow).openTime - (rows[index - 1] as CandleRow).openTime
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  const [commonest] = [...counts].sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b)
  const stepMs = commonest?.[0]
  const found = (Object.keys(INTERVALS) as Interval[]).find((name) => INTERVALS[name] === stepMs)
  if (!found) throw new UnknownIntervalError(file, stepMs)
  return found
}

export class UnknownIntervalError extends Error {
  override readonly name = 'UnknownIntervalError'
  readonly code = 'candle-file.unknown-interval'
  readonly file: string
  /** The most common step, milliseconds; undefined with fewer than two candles. */
  readonly stepMs: number | undefined

  constructor(file: string, stepMs: number | undefined) {
    const found =
      stepMs === undefined
        ? 'has one candle only, so its interval is not known'
        : `has candles every ${stepMs} ms`
    super(`${file} ${found}; give a file of ${Object.keys(INTERVALS).join(', ')} candles`)
    this.file = file
    this.stepMs = stepMs
  }
}
