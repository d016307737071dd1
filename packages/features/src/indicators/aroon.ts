import type { Candle } from '@noderr/protocol'
import type { Indicator } from './indicator.ts'
import { Window } from './window.ts'

/**
 * T. Chande's Aroon oscillator, −100..100: how much more recent the highest high of the last `period + 1` candles
 * is than their lowest low. The older of two equal extremes counts. From `period + 1` candles on.
 */
export class Aroon implements Indicator {
  readonly #period: number
  readonly #highs: Window
  readonly #lows: Window

  constructor(period: number) {
    this.#period = period
    this.#highs = new Window(period + 1)
    this.#lows = new Window(period + 1)
  }

  update(candle: Candle): void {
    this.#highs.push(candle.high)
    this.#lows.push(candle.low)
  }

  get value(): number {
    if (!this.#highs.isFull) return Number.NaN
    let highAge = this.#period
    let lowAge = this.#period
    for (let age = this.#period - 1; age >= 0; age -= 1) {
      if (this.#highs.ago(age) > this.#highs.ago(highAge)) highAge = age
      if (this.#lows.ago(age) < this.#lows.ago(lowAge)) lowAge = age
    }
    return (100 * (lowAge - highAge)) / this.#period
  }
}
