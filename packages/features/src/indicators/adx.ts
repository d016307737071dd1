import type { Candle } from '@noderr/protocol'
import { trueRange } from './true-range.ts'
import { WilderAverage } from './wilder-average.ts'

/**
 * Wilder's directional movement: `plus` and `minus` from `period + 1` candles on, their average index `adx` from
 * `2 × period` candles on, all 0..100.
 *
 * Without any directional movement the directional index counts as 0: there is no direction. NaN while the true
 * range has been zero since the seed.
 */
export class Adx {
  readonly #ranges: WilderAverage
  readonly #ups: WilderAverage
  readonly #downs: WilderAverage
  readonly #index: WilderAverage
  #previous: Candle | undefined

  constructor(period: number) {
    this.#ranges = new WilderAverage(period)
    this.#ups = new WilderAverage(period)
    this.#downs = new WilderAverage(period)
    this.#index = new WilderAverage(period)
  }

  update(candle: Candle): void {
    const previous = this.#previous
    this.#previous = candle
    if (!previous) return
    const up = candle.high - previous.high
    const down = previous.low - candle.low
    this.#ranges.update(trueRange(candle, previous.close))
    this.#ups.update(up > down && up > 0 ? up : 0)
    this.#downs.update(down > up && down > 0 ? down : 0)
    if (!Number.isNaN(this.#ranges.value)) this.#index.update(this.#directionalIndex())
  }

  get plus(): number {
    return (100 * this.#ups.value) / this.#ranges.value
  }

  get minus(): number {
    return (100 * this.#downs.value) / this.#ranges.value
  }

  get adx(): number {
    return this.#index.value
  }

  #directionalIndex(): number {
    const up = this.#ups.value
    const down = this.#downs.value
    return up + down === 0 ? 0 : (100 * Math.abs(up - down)) / (up + down)
  }
}
