import type { Candle, Kind } from '@noderr/protocol'
import { BaseRate } from './base-rate.ts'
import { logRatioE9 } from './log-ratio.ts'
import { isPriced, rangeE9, settleRound } from './outcome.ts'
import { RangeWindow, THRESHOLD_RANGES } from './range-window.ts'
import { ReturnWindow, SIGMA_RETURNS } from './return-window.ts'
import type { Forecast, OutcomeClass } from './score.ts'

/** What is frozen about a round before it opens. Log returns and log ranges are × 10⁹ and whole. */
export interface RoundTerms {
  readonly kind: Kind
  readonly horizonCandles: number
  /** σ of one candle's log return over the last 168. */
  readonly sigmaE9: number
  /** Below is class 0, above `upperE9` class 2, otherwise class 1. */
  readonly lowerE9: number
  readonly upperE9: number
  /** How often each class happened, one added to each; sums to 10 000. */
  readonly baseRateBps: Forecast
  /** How many settled rounds the base rate counts: 720 once there were as many. */
  readonly baseRateRounds: number
  /** The close of the last candle that the terms know, market ms. They judge rounds that open after it. */
  readonly knownUntil: number
}

/** A past round: what happened under the terms that were frozen before it. */
export interface PastRound {
  /** The close of the candle that its predictions would have been made on, market ms. */
  readonly closeTime: number
  readonly outcome: OutcomeClass
  readonly valueE9: number
}

interface Thresholds {
  readonly lowerE9: number
  readonly upperE9: number
}

/**
 * Keeps a kind's and horizon's terms up to date, candle by candle; the same candles give the same terms.
 *
 * The terms after candle n are those of the round that opens at the close of candle n + 1: its manifest is published
 * while that candle still forms. A round that has settled is judged here under just those terms and enters the base
 * rate. A gap invents nothing and forgets nothing: the return across it, the horizons across it and the rounds whose
 * horizon it cuts do not exist; a round that would open at the first candle after it was never published; windows
 * keep what they had, since "the last 168 returns" are the last that exist.
 */
export class TermsTracker {
  readonly #kind: Kind
  readonly #horizonCandles: number
  readonly #returns = new ReturnWindow()
  readonly #ranges = new RangeWindow()
  readonly #baseRate = new BaseRate()
  /** The last candles without a gap, one horizon of them at most. */
  #recent: Candle[] = []
  #open: { readonly closeTime: number; readonly thresholds: Thresholds }[] = []
  #last: Candle | undefined

  /** @param horizonCandles - The horizon in candles, from 1. */
  constructor(kind: Kind, horizonCandles: number) {
    if (!Number.isInteger(horizonCandles) || horizonCandles < 1) throw new BadHorizonError(horizonCandles)
    this.#kind = kind
    this.#horizonCandles = horizonCandles
  }

  /**
   * Takes the next closed candle.
   *
   * @returns The round that this candle settles, or null.
   * @throws {@link CandleRefusedError} for a candle that opens before the last one closed or has no usable prices;
   * the tracker is then as it was before.
   */
  push(candle: Candle): PastRound | null {
    if (!isPriced(candle)) throw new CandleRefusedError(candle.openTime, 'has no usable prices')
    if (this.#last && candle.openTime < this.#last.closeTime)
      throw new CandleRefusedError(candle.openTime, 'opens before the last one closed')
    if (this.#last && candle.openTime > this.#last.closeTime) this.#forgetAcrossGap()
    else this.#openRound(candle)
    const previous = this.#recent.at(-1)
    if (previous) this.#returns.push(logRatioE9(candle.close, previous.close))
    this.#recent.push(candle)
    if (this.#recent.length > this.#horizonCandles) this.#recent.shift()
    if (this.#recent.length === this.#horizonCandles) this.#ranges.push(rangeE9(this.#recent))
    this.#last = candle
    return this.#settleOldest()
  }

  /** Whether {@link terms} can answer. */
  get isReady(): boolean {
    return this.#returns.isFull && (this.#kind === 'direction' || this.#ranges.isFull)
  }

  /**
   * The terms of the round that opens at the close of the next candle.
   *
   * @throws {@link TooFewCandlesError} until the windows of this kind are full.
   */
  terms(): RoundTerms {
    const thresholds = this.#thresholds()
    if (!thresholds || !this.#last) throw new TooFewCandlesError(this.#kind, this.#horizonCandles)
    return {
      kind: this.#kind,
      horizonCandles: this.#horizonCandles,
      sigmaE9: this.#returns.sigmaE9,
      ...thresholds,
      baseRateBps: this.#baseRate.bps,
      baseRateRounds: this.#baseRate.rounds,
      knownUntil: this.#last.closeTime,
    }
  }

  #thresholds(): Thresholds | null {
    if (!this.isReady) return null
    if (this.#kind === 'regime')
      return { lowerE9: this.#ranges.quantileE9(1), upperE9: this.#ranges.quantileE9(2) }
    const bandE9 = this.#returns.bandE9(this.#horizonCandles)
    return { lowerE9: 0 - bandE9, upperE9: bandE9 }
  }

  /** Before the windows learn of the candle: a round's terms do not know the candle that it opens on. */
  #openRound({ closeTime }: Candle): void {
    const thresholds = this.#thresholds()
    if (thresholds) this.#open.push({ closeTime, thresholds })
  }

  #forgetAcrossGap(): void {
    this.#recent = []
    this.#open = []
  }

  #settleOldest(): PastRound | null {
    const [oldest, first] = [this.#open[0], this.#recent[0]]
    const isDue = this.#recent.length === this.#horizonCandles && oldest?.closeTime === first?.openTime
    if (!oldest || !first || !isDue) return null
    this.#open.shift()
    const { closeTime, thresholds } = oldest
    const horizon = { horizonCandles: this.#horizonCandles, candles: this.#recent, reference: first.open }
    const outcome = settleRound({ kind: this.#kind, closeTime, ...thresholds, ...horizon })
    if (outcome.status === 'void') return null
    this.#baseRate.push(outcome.outcome)
    return { closeTime, outcome: outcome.outcome, valueE9: outcome.valueE9 }
  }
}

/**
 * How many candles without a gap a kind's first terms need: 169 for a direction, 719 and a horizon for a regime.
 * With `candlesForFullTerms` the base rate is complete as well.
 */
export function candlesForTerms(kind: Kind, horizonCandles: number): number {
  return kind === 'direction' ? SIGMA_RETURNS + 1 : THRESHOLD_RANGES - 1 + horizonCandles
}

export class TooFewCandlesError extends Error {
  override readonly name = 'TooFewCandlesError'
  readonly code = 'scoring.too-few-candles'
  readonly kind: Kind
  readonly horizonCandles: number
  /** Candles without a gap that are enough. */
  readonly needed: number

  constructor(kind: Kind, horizonCandles: number) {
    const needed = candlesForTerms(kind, horizonCandles)
    super(
      `too few candles to freeze ${kind} terms over ${horizonCandles} candles; back-fill at least ${needed} without a gap`,
    )
    this.kind = kind
    this.horizonCandles = horizonCandles
    this.needed = needed
  }
}

export class CandleRefusedError extends Error {
  override readonly name = 'CandleRefusedError'
  readonly code = 'scoring.candle-refused'
  readonly openTime: number

  constructor(openTime: number, why: string) {
    super(`the candle that opens at ${openTime} ${why}; feed closed, priced candles, oldest first, each once`)
    this.openTime = openTime
  }
}

export class BadHorizonError extends Error {
  override readonly name = 'BadHorizonError'
  readonly code = 'scoring.bad-horizon'
  readonly horizonCandles: number

  constructor(horizonCandles: number) {
    super(`a horizon of ${horizonCandles} candles cannot be judged; it is a whole number of candles from 1`)
    this.horizonCandles = horizonCandles
  }
}
