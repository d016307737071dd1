import type { Candle } from '@noderr/protocol'
import type { Indicator } from '../indicators/indicator.ts'
import { Window } from '../indicators/window.ts'

/** Sample standard deviation (n − 1) of the last `window` one-candle log returns, per candle, not annualised. */
export class RealisedVolatility implements Indicator {
  readonly #returns: Window
  #previousClose = Number.NaN

  constructor(window: number) {
    this.#returns = new Window(window)
  }

  update(candle: Candle): void {
    if (!Number.isNaN(this.#previousClose)) this.#returns.push(Math.log(candle.close / this.#previousClose))
    this.#previousClose = candle.close
  }

  get value(): number {
    return this.#returns.sampleDeviation()
  }

  /** The last log return in units of `value`: the band position of the direction classes (PROTOCOL §4). */
  get lastReturnInDeviations(): number {
    return this.#returns.ago(0) / this.value
  }
}

/** The last one-candle log return divided by the realised volatility of `window` returns. */
export class BandPosition implements Indicator {
  readonly #volatility: RealisedVolatility

  constructor(window: number) {
    this.#volatility = new RealisedVolatility(window)
  }

  update(candle: Candle): void {
    this.#volatility.update(candle)
  }

  get value(): number {
    return this.#volatility.lastReturnInDeviations
  }
}

/** Mean of ln(high / low) over the last `window` candles. */
export class LogRange implements Indicator {
  readonly #ranges: Window

  constructor(window: number) {
    this.#ranges = new Window(window)
  }

  update(candle: Candle): void {
    this.#ranges.push(Math.log(candle.high / candle.low))
  }

  get value(): number {
    return this.#ranges.mean()
  }
}

/** ln of {@link LogRange}, which spreads calm and wild hours evenly. NaN while every candle of the window is flat. */
export class LogOfRange implements Indicator {
  readonly #range: LogRange

  constructor(window: number) {
    this.#range = new LogRange(window)
  }

  update(candle: Candle): void {
    this.#range.update(candle)
  }

  get value(): number {
    const mean = this.#range.value
    return mean > 0 ? Math.log(mean) : Number.NaN
  }
}

/**
 * Mean ln(high / low) at the place in the cycle that comes next, over the last `cycles` cycles of `period` candles.
 *
 * With 24 and 7 on hourly candles: how wide the coming hour of the day was during the last week.
 */
export class SeasonalRange implements Indicator {
  readonly #period: number
  readonly #cycles: number
  readonly #ranges: Window

  constructor(period: number, cycles: number) {
    this.#period = period
    this.#cycles = cycles
    this.#ranges = new Window(period * cycles)
  }

  update(candle: Candle): void {
    this.#ranges.push(Math.log(candle.high / candle.low))
  }

  get value(): number {
    let sum = 0
    for (let cycle = this.#cycles; cycle >= 1; cycle -= 1) sum += this.#ranges.ago(cycle * this.#period - 1)
    return sum / this.#cycles
  }
}

const OPEN_TO_CLOSE_WEIGHT = 2 * Math.LN2 - 1

/**
 * Garman–Klass volatility per candle over the last `window` candles: the root of the mean of
 * ½ ln(high/low)² − (2 ln 2 − 1) ln(close/open)² (M. Garman, M. Klass, Journal of Business 53, 1980).
 */
export class GarmanKlass implements Indicator {
  readonly #variances: Window

  constructor(window: number) {
    this.#variances = new Window(window)
  }

  update(candle: Candle): void {
    const range = Math.log(candle.high / candle.low)
    const body = Math.log(candle.close / candle.open)
    this.#variances.push(0.5 * range * range - OPEN_TO_CLOSE_WEIGHT * body * body)
  }

  get value(): number {
    return Math.sqrt(this.#variances.mean())
  }
}
