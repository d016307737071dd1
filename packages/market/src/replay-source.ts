import { type Candle, type Clock, type MarketClockSetting, marketTimeAt, wallTimeAt } from '@noderr/protocol'
import type { CandleSource } from './candle-source.ts'

/** Resolves after so many wall milliseconds; resolves or rejects at once when the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>

export interface ReplaySettings {
  readonly market: MarketClockSetting
  /** Wall time. */
  readonly clock: Clock
  readonly sleep: Sleep
}

/** Timers beyond 2^31 − 1 ms fire at once, and a clock may be set meanwhile: look again at least this often. */
const LONGEST_SLEEP_MS = 60_000

/**
 * Plays a recorded series on the market clock: a candle appears when the market clock reaches its close.
 *
 * A reader that falls behind gets the overdue candles at once, in order. Nothing that closes later than now is
 * shown, in `history` either. `closed` ends after the last candle.
 */
export class ReplaySource implements CandleSource {
  readonly #candles: readonly Candle[]
  readonly #settings: ReplaySettings

  /** @param candles - Ascending by close time. */
  constructor(candles: readonly Candle[], settings: ReplaySettings) {
    this.#candles = candles
    this.#settings = settings
  }

  async history(before: number, count: number): Promise<readonly Candle[]> {
    const end = this.#firstClosingAfter(Math.min(before, this.#marketNow()))
    return this.#candles.slice(Math.max(0, end - count), end)
  }

  async *closed(after: number, signal: AbortSignal): AsyncIterable<Candle> {
    for (let index = this.#firstClosingAfter(after); index < this.#candles.length; index += 1) {
      const candle = this.#candles[index] as Candle
      await this.#until(candle.closeTime, signal)
      if (signal.aborted) return
      yield candle
    }
  }

  async #until(marketMs: number, signal: AbortSignal): Promise<void> {
    const { market, clock, sleep } = this.#settings
    while (this.#marketNow() < marketMs && !signal.aborted) {
      const wait = Math.max(1, wallTimeAt(market, marketMs) - clock.now())
      try {
        await sleep(Math.min(wait, LONGEST_SLEEP_MS), signal)
      } catch (error) {
        if (!signal.aborted) throw error
      }
    }
  }

  #marketNow(): number {
    return marketTimeAt(this.#settings.market, this.#settings.clock.now())
  }

  #firstClosingAfter(marketMs: number): number {
    let low = 0
    let high = this.#candles.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#candles[middle] as Candle).closeTime <= marketMs) low = middle + 1
      else high = middle
    }
    return low
  }
}
