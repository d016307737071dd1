import type { Candle } from '@noderr/protocol'
import { Ema } from './ema.ts'

/**
 * Moving average convergence/divergence of the closes (G. Appel), in price units.
 *
 * `line` = EMA(fast) − EMA(slow), from `slow` candles on; `signal` = EMA(signal) of the line, seeded with the mean
 * of its first values, from `slow + signal − 1` candles on.
 */
export class Macd {
  readonly #fast: Ema
  readonly #slow: Ema
  readonly #signal: Ema

  constructor(fast: number, slow: number, signal: number) {
    this.#fast = new Ema(fast)
    this.#slow = new Ema(slow)
    this.#signal = new Ema(signal)
  }

  update(candle: Candle): void {
    this.#fast.update(candle.close)
    this.#slow.update(candle.close)
    const line = this.line
    if (!Number.isNaN(line)) this.#signal.update(line)
  }

  get line(): number {
    return this.#fast.value - this.#slow.value
  }

  get signal(): number {
    return this.#signal.value
  }

  get histogram(): number {
    return this.line - this.signal
  }
}
