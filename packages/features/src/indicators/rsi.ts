import type { Candle } from '@noderr/protocol'
import type { Indicator } from './indicator.ts'
import { WilderAverage } from './wilder-average.ts'

/**
 * Wilder's relative strength index of the closes, 0..100, from `period + 1` candles on.
 *
 * 100 when there were gains and no loss; NaN when the close never moved since the seed.
 */
export class Rsi implements Indicator {
  readonly #gains: WilderAverage
  readonly #losses: WilderAverage
  #previousClose = Number.NaN

  constructor(period: number) {
    this.#gains = new WilderAverage(period)
    this.#losses = new WilderAverage(period)
  }

  update(candle: Candle): void {
    const change = candle.close - this.#previousClose
    this.#previousClose = candle.close
    if (Number.isNaN(change)) return
    this.#gains.update(change > 0 ? change : 0)
    this.#losses.update(change < 0 ? -change : 0)
  }

  get value(): number {
    return 100 - 100 / (1 + this.#gains.value / this.#losses.value)
  }
}
