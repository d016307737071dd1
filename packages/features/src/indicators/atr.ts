import type { Candle } from '@noderr/protocol'
import type { Indicator } from './indicator.ts'
import { trueRange } from './true-range.ts'
import { WilderAverage } from './wilder-average.ts'

/** Wilder's average true range in price units, without the first candle, which has no previous close. */
export class Atr implements Indicator {
  readonly #average: WilderAverage
  #previousClose = Number.NaN

  constructor(period: number) {
    this.#average = new WilderAverage(period)
  }

  update(candle: Candle): void {
    if (!Number.isNaN(this.#previousClose)) this.#average.update(trueRange(candle, this.#previousClose))
    this.#previousClose = candle.close
  }

  get value(): number {
    return this.#average.value
  }
}
