import type { Candle, Kind, RoundParameters } from '@noderr/protocol'
import { INTERVALS } from '@noderr/protocol'
import { type RoundTerms, TermsTracker } from '@noderr/scoring'

/** More than all terms need, so that a gap costs none of them. */
export const HISTORY_CANDLES = 2_000

/** The terms of a series' next rounds, kept in step candle by candle: the same candles give the same terms. */
export class TermsBook {
  readonly #trackers: ReadonlyMap<Kind, TermsTracker>
  #knownUntil: number | undefined

  constructor({ kinds, horizonMs, interval }: RoundParameters) {
    const horizonCandles = horizonMs / INTERVALS[interval]
    this.#trackers = new Map(kinds.map((kind) => [kind, new TermsTracker(kind, horizonCandles)]))
  }

  /** The close of the last candle taken, market ms; undefined before the first. */
  get knownUntil(): number | undefined {
    return this.#knownUntil
  }

  /** Takes the canonical candles after {@link knownUntil}, oldest first. */
  take(candles: readonly Candle[]): void {
    for (const candle of candles) {
      for (const tracker of this.#trackers.values()) tracker.push(candle)
      this.#knownUntil = candle.closeTime
    }
  }

  /** The terms of the rounds that open at the close of the next candle; a kind whose windows are not full has none. */
  terms(): ReadonlyMap<Kind, RoundTerms> {
    const ready = [...this.#trackers].filter(([, tracker]) => tracker.isReady)
    return new Map(ready.map(([kind, tracker]) => [kind, tracker.terms()]))
  }
}
