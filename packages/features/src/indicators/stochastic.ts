import type { Candle } from '@noderr/protocol'
import { Window } from './window.ts'

/**
 * G. Lane's slow stochastic, 0..100: where the close stands between the lowest low and the highest high of `period`
 * candles (`k`, averaged over `smoothing` candles), and its average over `signal` candles (`d`).
 *
 * NaN while one of the averaged windows was flat.
 */
export class Stochastic {
  readonly #highs: Window
  readonly #lows: Window
  readonly #raw: Window
  readonly #smooth: Window

  constructor(period: number, smoothing: number, signal: number) {
    this.#highs = new Window(period)
    this.#lows = new Window(period)
    this.#raw = new Window(smoothing)
    this.#smooth = new Window(signal)
  }

  update(candle: Candle): void {
    this.#highs.push(candle.high)
    this.#lows.push(candle.low)
    if (!this.#highs.isFull) return
    const low = this.#lows.min()
    this.#raw.push((100 * (candle.close - low)) / (this.#highs.max() - low))
    if (this.#raw.isFull) this.#smooth.push(this.#raw.mean())
  }

  get k(): number {
    return this.#raw.mean()
  }

  get d(): number {
    return this.#smooth.mean()
  }
}
