import type { Candle } from '@noderr/protocol'
import { Window } from './window.ts'

/** Bollinger bands of the closes: mean ± `deviations` population standard deviations, from `period` candles on. */
export class Bollinger {
  readonly #closes: Window
  readonly #deviations: number

  constructor(period: number, deviations: number) {
    this.#closes = new Window(period)
    this.#deviations = deviations
  }

  update(candle: Candle): void {
    this.#closes.push(candle.close)
  }

  /** Where the close stands between the bands: 0 at the lower, 1 at the upper, beyond either possible. */
  get position(): number {
    const reach = this.#deviations * this.#closes.populationDeviation()
    return (this.#closes.ago(0) - (this.#closes.mean() - reach)) / (2 * reach)
  }

  /** Distance of the bands as a fraction of their mean. */
  get width(): number {
    return (2 * this.#deviations * this.#closes.populationDeviation()) / this.#closes.mean()
  }
}
