import { type Candle, INTERVALS, type Interval } from '@noderr/protocol'

/** What {@link aggregateCandles} made, and what it could not. */
export interface Aggregation {
  readonly candles: readonly Candle[]
  /** Groups that gave no candle since some of theirs are missing. */
  readonly incomplete: readonly IncompleteGroup[]
}

export interface IncompleteGroup {
  readonly openTime: number
  readonly found: number
  readonly expected: number
}

/**
 * Joins candles into longer ones on the UTC grid of `toInterval`.
 *
 * Only a group with all its candles gives one: with a candle missing, high, low and volume would be guesses.
 * Volumes are decimals of at most 15 digits; the sum is rounded there, so that binary fractions leave no trace.
 *
 * @param candles - One symbol and interval, ascending, gaps allowed.
 * @throws {@link CannotAggregateError} when the interval is not a whole fraction of `toInterval`.
 */
export function aggregateCandles(candles: readonly Candle[], toInterval: Interval): Aggregation {
  const length = INTERVALS[toInterval]
  const groups = new Map<number, Candle[]>()
  for (const candle of candles) {
    const openTime = Math.floor(candle.openTime / length) * length
    const group = groups.get(openTime)
    if (group) group.push(candle)
    else groups.set(openTime, [candle])
  }
  const joined: Candle[] = []
  const incomplete: IncompleteGroup[] = []
  for (const [openTime, group] of groups) {
    const expected = wholeFraction(group, length, toInterval)
    if (group.length === expected) joined.push(join(group, openTime, length))
    else incomplete.push({ openTime, found: group.length, expected })
  }
  return { candles: joined, incomplete }
}

function wholeFraction(group: readonly Candle[], length: number, toInterval: Interval): number {
  const [first] = group as [Candle]
  const from = first.closeTime - first.openTime
  if (from > length || length % from !== 0) throw new CannotAggregateError(from, toInterval)
  return length / from
}

function join(group: readonly Candle[], openTime: number, length: number): Candle {
  const first = group[0] as Candle
  const last = group.at(-1) as Candle
  return {
    openTime,
    closeTime: openTime + length,
    open: first.open,
    high: Math.max(...group.map(({ high }) => high)),
    low: Math.min(...group.map(({ low }) => low)),
    close: last.close,
    volume: Number(group.reduce((sum, { volume }) => sum + volume, 0).toPrecision(15)),
  }
}

export class CannotAggregateError extends Error {
  override readonly name = 'CannotAggregateError'
  readonly code = 'candles.cannot-aggregate'
  readonly fromMs: number
  readonly toInterval: Interval

  constructor(fromMs: number, toInterval: Interval) {
    super(`candles of ${fromMs} ms cannot be joined to ${toInterval}; start from an interval that divides it`)
    this.fromMs = fromMs
    this.toInterval = toInterval
  }
}
