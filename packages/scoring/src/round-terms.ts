import type { Candle, Kind } from '@noderr/protocol'
import { BASE_RATE_ROUNDS } from './base-rate.ts'
import { candlesForTerms, type PastRound, type RoundTerms, TermsTracker } from './terms-tracker.ts'

/**
 * Freezes the terms of the round that opens at the close of the candle after the last one given.
 *
 * The result depends on the candles alone; whoever calls it every candle keeps a {@link TermsTracker} instead, which
 * says the same. With fewer candles than {@link candlesForFullTerms} the base rate counts fewer rounds, and says so.
 *
 * @param candles - Oldest first, closed before the manifest is published. Gaps are treated as the tracker says.
 * @throws {@link TooFewCandlesError} with fewer than {@link candlesForTerms}.
 * @throws {@link CandleRefusedError} for disorder and unusable prices.
 */
export function freezeTerms(kind: Kind, candles: readonly Candle[], horizonCandles: number): RoundTerms {
  const tracker = new TermsTracker(kind, horizonCandles)
  for (const candle of candles) tracker.push(candle)
  return tracker.terms()
}

/**
 * Judges every past round that the candles settle, oldest first, each by the terms that were frozen before it: what
 * the base rate counts, and the labels that a model of this kind is trained and measured on.
 *
 * @throws {@link CandleRefusedError} for disorder and unusable prices.
 */
export function judgePastRounds(
  kind: Kind,
  candles: readonly Candle[],
  horizonCandles: number,
): readonly PastRound[] {
  const tracker = new TermsTracker(kind, horizonCandles)
  return candles.flatMap((candle) => tracker.push(candle) ?? [])
}

/** How many candles without a gap fill every window, that of the base rate included: more change nothing. */
export function candlesForFullTerms(kind: Kind, horizonCandles: number): number {
  return candlesForTerms(kind, horizonCandles) + BASE_RATE_ROUNDS + horizonCandles
}
