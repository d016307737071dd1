import type { Candle } from '@noderr/protocol'
import { Ema } from '../indicators/ema.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { Window } from '../indicators/window.ts'

/** ln(close / close `span` candles ago): a log return, 0.01 is about one per cent. */
export class LogReturn implements Indicator {
  readonly #span: number
  readonly #closes: Window

  constructor(span: number) {
    this.#span = span
    this.#closes = new Window(span + 1)
  }

  update(candle: Candle): void {
    this.#closes.push(candle.close)
  }

  get value(): number {
    return Math.log(this.#closes.ago(0) / this.#closes.ago(this.#span))
  }
}

/** ln(close / EMA of the closes): how far price stands above its exponential average. */
export class EmaRatio implements Indicator {
  readonly #ema: Ema
  #close = Number.NaN

  constructor(period: number) {
    this.#ema = new Ema(period)
  }

  update(candle: Candle): void {
    this.#ema.update(candle.close)
    this.#close = candle.close
  }

  get value(): number {
    return Math.log(this.#close / this.#ema.value)
  }
}

/**
 * Where the close stands between the lowest low (−1) and the highest high (+1) of the last `window` candles.
 *
 * NaN while the window is flat.
 */
export class CloseLocation implements Indicator {
  readonly #highs: Window
  readonly #lows: Window
  #close = Number.NaN

  constructor(window: number) {
    this.#highs = new Window(window)
    this.#lows = new Window(window)
  }

  update(candle: Candle): void {
    this.#highs.push(candle.high)
    this.#lows.push(candle.low)
    this.#close = candle.close
  }

  get value(): number {
    const low = this.#lows.min()
    return (2 * (this.#close - low)) / (this.#highs.max() - low) - 1
  }
}
