import type { Candle } from '@noderr/protocol'
import type { Indicator } from '../indicators/indicator.ts'
import { Obv } from '../indicators/obv.ts'
import { Window } from '../indicators/window.ts'

/**
 * Least-squares slope of the on-balance volume over the last `window` candles, in mean candle volumes per candle.
 *
 * −1 when every candle fell on equal volume, +1 when every one rose. NaN while nothing was traded.
 */
export class ObvSlope implements Indicator {
  readonly #obv = new Obv()
  readonly #levels: Window
  readonly #volumes: Window

  constructor(window: number) {
    this.#levels = new Window(window)
    this.#volumes = new Window(window)
  }

  update(candle: Candle): void {
    this.#obv.update(candle)
    this.#levels.push(this.#obv.value)
    this.#volumes.push(candle.volume)
  }

  get value(): number {
    const { size } = this.#levels
    const middle = (size - 1) / 2
    let covariance = 0
    for (let age = size - 1; age >= 0; age -= 1) covariance += (middle - age) * this.#levels.ago(age)
    const spread = (size * (size * size - 1)) / 12
    return covariance / spread / this.#volumes.mean()
  }
}

/** (volume − mean) / sample standard deviation over the last `window` candles, the current one included. */
export class VolumeZScore implements Indicator {
  readonly #volumes: Window

  constructor(window: number) {
    this.#volumes = new Window(window)
  }

  update(candle: Candle): void {
    this.#volumes.push(candle.volume)
  }

  get value(): number {
    return (this.#volumes.ago(0) - this.#volumes.mean()) / this.#volumes.sampleDeviation()
  }
}

/** ln(mean volume of `fast` candles / mean volume of `slow` candles). NaN where either is zero. */
export class VolumeRatio implements Indicator {
  readonly #fast: Window
  readonly #slow: Window

  constructor(fast: number, slow: number) {
    this.#fast = new Window(fast)
    this.#slow = new Window(slow)
  }

  update(candle: Candle): void {
    this.#fast.push(candle.volume)
    this.#slow.push(candle.volume)
  }

  get value(): number {
    return Math.log(this.#fast.mean() / this.#slow.mean())
  }
}

/** ln(close / volume-weighted average of the typical price (high + low + close) / 3 over the last `window` candles). */
export class VwapDistance implements Indicator {
  readonly #turnovers: Window
  readonly #volumes: Window
  #close = Number.NaN

  constructor(window: number) {
    this.#turnovers = new Window(window)
    this.#volumes = new Window(window)
  }

  update(candle: Candle): void {
    this.#turnovers.push(((candle.high + candle.low + candle.close) / 3) * candle.volume)
    this.#volumes.push(candle.volume)
    this.#close = candle.close
  }

  get value(): number {
    return Math.log(this.#close / (this.#turnovers.sum() / this.#volumes.sum()))
  }
}
