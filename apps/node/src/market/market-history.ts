import { type Candle, INTERVALS, type Interval } from '@noderr/protocol'
import { candlesForFullTerms, TermsTracker } from '@noderr/scoring'

/** Bounds between calm, normal and wild, natural logarithm of the range × 10⁹. */
export interface RangeThresholds {
  readonly lowerE9: number
  readonly upperE9: number
}

/** A closed candle with what was frozen, before it closed, about the round that its close opens. */
export interface Moment {
  readonly candle: Candle
  /** Undefined until 720 ranges are known. */
  readonly regimeThresholds: RangeThresholds | undefined
  /** Whether the candle follows its predecessor without a gap. */
  readonly continuous: boolean
}

/** Candles beyond what the windows need: what a halted exchange leaves out. */
const SPARE_CANDLES = 512

/**
 * The recent candles of one market, and the regime thresholds that follow from them by the rule by which the control
 * plane freezes its manifests: terms of the round at T know candles closed by T − interval.
 */
export class MarketHistory {
  readonly interval: Interval
  readonly #horizonCandles: number
  #capacity: number
  #candles: Candle[] = []
  #terms: TermsTracker

  /** @param horizonMs - The horizon of the network's rounds, a whole number of intervals. */
  constructor(interval: Interval, horizonMs: number) {
    this.interval = interval
    this.#horizonCandles = horizonMs / INTERVALS[interval]
    this.#capacity = candlesForFullTerms('regime', this.#horizonCandles) + SPARE_CANDLES
    this.#terms = this.#newTerms()
  }

  /** How many candles a back-fill should bring. */
  get capacity(): number {
    return this.#capacity
  }

  get candles(): readonly Candle[] {
    return this.#candles
  }

  get last(): Candle | undefined {
    return this.#candles.at(-1)
  }

  /** Keeps at least so many candles from now on; a feature schema's lookback. */
  needAtLeast(count: number): void {
    this.#capacity = Math.max(this.#capacity, count)
  }

  /** Whether candles are missing between the last one and this. */
  isGap(candle: Candle): boolean {
    return this.last !== undefined && candle.openTime !== this.last.closeTime
  }

  /**
   * Takes the next candle. Give only what `judgeCandle` lets pass.
   *
   * @throws {@link CandleRefusedError} of packages/scoring for disorder.
   */
  push(candle: Candle): Moment {
    const continuous = !this.isGap(candle)
    const terms = this.#terms.isReady ? this.#terms.terms() : undefined
    this.#terms.push(candle)
    this.#candles.push(candle)
    if (this.#candles.length > 2 * this.#capacity) this.#candles = this.#candles.slice(-this.#capacity)
    const regimeThresholds = terms && { lowerE9: terms.lowerE9, upperE9: terms.upperE9 }
    return { candle, regimeThresholds, continuous }
  }

  /** Starts over with a back-filled series, oldest first. */
  replaceWith(candles: readonly Candle[]): void {
    this.#candles = []
    this.#terms = this.#newTerms()
    for (const candle of candles) this.push(candle)
  }

  #newTerms(): TermsTracker {
    return new TermsTracker('regime', this.#horizonCandles)
  }
}
