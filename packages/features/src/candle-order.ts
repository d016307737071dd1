import { type Candle, INTERVALS, type Interval } from '@noderr/protocol'

/**
 * Lets only candles through that features can be computed from, in ascending order; a gap is no fault here.
 *
 * @throws {@link UnusableCandleError} for a candle off the interval's UTC grid, of another length, or with a price or
 * volume that is not finite, not positive or outside high and low; {@link CandleDisorderError} for one that does not
 * come after `previous`.
 */
export function requireNextCandle(previous: Candle | undefined, candle: Candle, interval: Interval): void {
  const { openTime, closeTime, open, high, low, close, volume } = candle
  const length = INTERVALS[interval]
  if (!Number.isSafeInteger(openTime) || openTime % length !== 0)
    throw new UnusableCandleError(openTime, `it does not open on the UTC grid of ${interval}`)
  if (closeTime !== openTime + length) throw new UnusableCandleError(openTime, `it is not ${interval} long`)
  if (
    !(
      low > 0 &&
      low <= open &&
      low <= close &&
      high >= open &&
      high >= close &&
      high < Number.POSITIVE_INFINITY
    )
  )
    throw new UnusableCandleError(
      openTime,
      `its prices ${open}, ${high}, ${low}, ${close} contradict each other`,
    )
  if (!(volume >= 0 && volume < Number.POSITIVE_INFINITY))
    throw new UnusableCandleError(openTime, `its volume is ${volume}`)
  if (previous && openTime <= previous.openTime) throw new CandleDisorderError(previous.openTime, openTime)
}

/** Whether candles are missing between the two. */
export function isGap(previous: Candle, candle: Candle): boolean {
  return candle.openTime !== previous.closeTime
}

export class UnusableCandleError extends Error {
  override readonly name = 'UnusableCandleError'
  readonly code = 'features.unusable-candle'
  readonly openTime: number

  constructor(openTime: number, fault: string) {
    super(
      `the candle that opens at ${openTime} cannot be used: ${fault}; ask its source again or leave it out as a gap`,
    )
    this.openTime = openTime
  }
}

export class CandleDisorderError extends Error {
  override readonly name = 'CandleDisorderError'
  readonly code = 'features.candle-disorder'
  readonly previousOpenTime: number
  readonly openTime: number

  constructor(previousOpenTime: number, openTime: number) {
    super(
      `the candle that opens at ${openTime} came after the one of ${previousOpenTime}; feed candles once, oldest first`,
    )
    this.previousOpenTime = previousOpenTime
    this.openTime = openTime
  }
}
