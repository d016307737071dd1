import type { Candle } from '@noderr/protocol'
import { Adx } from '../indicators/adx.ts'
import { Atr } from '../indicators/atr.ts'
import { Bollinger } from '../indicators/bollinger.ts'
import type { Indicator } from '../indicators/indicator.ts'
import { Macd } from '../indicators/macd.ts'
import { Stochastic } from '../indicators/stochastic.ts'

/** Wilder's ATR as a fraction of the close. */
export class RelativeAtr implements Indicator {
  readonly #atr: Atr
  #close = Number.NaN

  constructor(period: number) {
    this.#atr = new Atr(period)
  }

  update(candle: Candle): void {
    this.#atr.update(candle)
    this.#close = candle.close
  }

  get value(): number {
    return this.#atr.value / this.#close
  }
}

/** The MACD line or histogram as a fraction of the close. */
export class RelativeMacd implements Indicator {
  readonly #macd: Macd
  readonly #part: 'line' | 'histogram'
  #close = Number.NaN

  constructor(part: 'line' | 'histogram', fast: number, slow: number, signal: number) {
    this.#macd = new Macd(fast, slow, signal)
    this.#part = part
  }

  update(candle: Candle): void {
    this.#macd.update(candle)
    this.#close = candle.close
  }

  get value(): number {
    return this.#macd[this.#part] / this.#close
  }
}

/** One of the two figures of {@link Bollinger}. NaN for `position` while the closes of the window are all equal. */
export class BollingerPart implements Indicator {
  readonly #bands: Bollinger
  readonly #part: 'position' | 'width'

  constructor(part: 'position' | 'width', period: number, deviations: number) {
    this.#bands = new Bollinger(period, deviations)
    this.#part = part
  }

  update(candle: Candle): void {
    this.#bands.update(candle)
  }

  get value(): number {
    return this.#bands[this.#part]
  }
}

/** One line of {@link Stochastic}. */
export class StochasticLine implements Indicator {
  readonly #stochastic: Stochastic
  readonly #line: 'k' | 'd'

  constructor(line: 'k' | 'd', period: number, smoothing: number, signal: number) {
    this.#stochastic = new Stochastic(period, smoothing, signal)
    this.#line = line
  }

  update(candle: Candle): void {
    this.#stochastic.update(candle)
  }

  get value(): number {
    return this.#stochastic[this.#line]
  }
}

/** Strength of the trend, whatever its direction: {@link Adx}.adx. */
export class TrendStrength implements Indicator {
  readonly #movement: Adx

  constructor(period: number) {
    this.#movement = new Adx(period)
  }

  update(candle: Candle): void {
    this.#movement.update(candle)
  }

  get value(): number {
    return this.#movement.adx
  }
}

/** Direction of the trend: {@link Adx}.plus − {@link Adx}.minus, −100..100. */
export class DirectionalBalance implements Indicator {
  readonly #movement: Adx

  constructor(period: number) {
    this.#movement = new Adx(period)
  }

  update(candle: Candle): void {
    this.#movement.update(candle)
  }

  get value(): number {
    return this.#movement.plus - this.#movement.minus
  }
}
