import type { Candle } from '@noderr/protocol'
import type { Indicator } from './indicator.ts'

/** J. Granville's on-balance volume in base units: 0 at the seed, plus the volume of rising closes, minus falling. */
export class Obv implements Indicator {
  value = 0
  #previousClose = Number.NaN

  update(candle: Candle): void {
    if (candle.close > this.#previousClose) this.value += candle.volume
    else if (candle.close < this.#previousClose) this.value -= candle.volume
    this.#previousClose = candle.close
  }
}
