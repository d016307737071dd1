import { type Candle, classOf, type Kind } from '@noderr/protocol'
import { isPrice, logRatioE9 } from './log-ratio.ts'
import type { OutcomeClass } from './score.ts'

/** Why a round is not scored: a price of its horizon is missing or unusable, or a candle of it is. */
export type VoidReason = 'missing-price' | 'gap'

/** What happened in a round, or the published reason why nobody can say. */
export type Outcome =
  | { readonly status: 'settled'; readonly outcome: OutcomeClass; readonly valueE9: number }
  | { readonly status: 'void'; readonly reason: VoidReason }

/** What a round is settled by. Its manifest has all but the candles. */
export interface SettledBy {
  readonly kind: Kind
  /** The close of the candle that the round's predictions were made on, market ms: its horizon begins here. */
  readonly closeTime: number
  readonly horizonCandles: number
  readonly lowerE9: number
  readonly upperE9: number
  /** The price that begins the horizon: the open of the first candle after the close; null where there is none. */
  readonly reference: number | null
  /** The candles of the horizon, oldest first. */
  readonly candles: readonly Candle[]
}

/**
 * Says what happened in a round: the class of ln(last close / reference) for a direction, of ln(highest / lowest)
 * over the horizon for a regime, × 10⁹, under the thresholds that were frozen before the round opened.
 *
 * Void with `gap` unless the candles follow each other from the close to the horizon's end, and with `missing-price`
 * when the reference or a price of a candle is not a finite number above zero, or a high is below its low.
 */
export function settleRound(round: SettledBy): Outcome {
  const { closeTime, horizonCandles, reference, candles } = round
  if (reference === null || !isPrice(reference) || !candles.every(isPriced))
    return { status: 'void', reason: 'missing-price' }
  const whole = candles.length === horizonCandles && followsOn(closeTime, candles)
  if (!whole) return { status: 'void', reason: 'gap' }
  const valueE9 = round.kind === 'direction' ? returnE9(reference, candles) : rangeE9(candles)
  return { status: 'settled', outcome: classOf(valueE9, round), valueE9 }
}

/** The log range of candles × 10⁹: ln(highest high / lowest low). */
export function rangeE9(candles: readonly Candle[]): number {
  return logRatioE9(Math.max(...candles.map(({ high }) => high)), Math.min(...candles.map(({ low }) => low)))
}

/** Whether all prices of a candle can be used: finite, above zero, the high not below the low. */
export function isPriced({ open, high, low, close }: Candle): boolean {
  return [open, high, low, close].every(isPrice) && high >= low
}

function returnE9(reference: number, candles: readonly Candle[]): number {
  return logRatioE9(candles.at(-1)?.close ?? Number.NaN, reference)
}

function followsOn(closeTime: number, candles: readonly Candle[]): boolean {
  return candles.every(({ openTime }, index) => openTime === (candles[index - 1]?.closeTime ?? closeTime))
}
