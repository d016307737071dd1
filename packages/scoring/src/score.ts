/** Basis points of the three ordered classes of a round: whole numbers from 0 that sum to 10 000. */
export type Forecast = readonly [number, number, number]

/** A class of an outcome: 0 = down or calm, 1 = hold or normal, 2 = up or wild. */
export type OutcomeClass = 0 | 1 | 2

/** The score of a forecast that gave the truth everything; the worst forecast, all on the opposite end, has 0. */
export const PERFECT_SCORE = 200_000_000

/**
 * Scores a forecast against what happened: 2·10⁸ − (F₁ − O₁)² − (F₂ − O₂)², cumulative basis points (PROTOCOL §4).
 *
 * One minus the ranked probability score in units of 5·10⁻⁹. It is proper: whoever believes in (p₀, p₁, p₂) expects
 * most from saying exactly that; and it is ordered: a near miss costs less than a far one.
 *
 * @returns A whole number from 0 to {@link PERFECT_SCORE}.
 * @throws {@link NotAForecastError} unless the forecast is three whole numbers from 0 that sum to 10 000.
 */
export function scoreForecast(forecast: Forecast, outcome: OutcomeClass): number {
  const [first, second] = cumulative(forecast)
  const [firstTruth, secondTruth] = [outcome === 0 ? 10_000 : 0, outcome <= 1 ? 10_000 : 0]
  return PERFECT_SCORE - (first - firstTruth) ** 2 - (second - secondTruth) ** 2
}

/**
 * How much better a score is than what everybody knew: twice (score − ½ base rate's score − ½ crowd's score).
 *
 * Twice the skill, so that it stays a whole number: from −4·10⁸ to 4·10⁸. Where there is no crowd without the
 * predictor, the base rate stands in for it.
 *
 * @param crowdScore - Null when nobody else predicted the round.
 */
export function twiceSkill(score: number, baseRateScore: number, crowdScore: number | null): number {
  return 2 * score - baseRateScore - (crowdScore ?? baseRateScore)
}

/**
 * The first two cumulative basis points of a forecast; the third is always 10 000.
 *
 * @throws {@link NotAForecastError} unless the forecast is three whole numbers from 0 that sum to 10 000.
 */
export function cumulative(forecast: Forecast): readonly [number, number] {
  const [first, second, third] = forecast
  const whole = forecast.length === 3 && forecast.every((part) => Number.isInteger(part) && part >= 0)
  if (!whole || first + second + third !== 10_000) throw new NotAForecastError(forecast)
  return [first, first + second]
}

export class NotAForecastError extends Error {
  override readonly name = 'NotAForecastError'
  readonly code = 'score.not-a-forecast'
  readonly forecast: readonly number[]

  constructor(forecast: readonly number[]) {
    super(
      `(${forecast.join(', ')}) is no forecast: three whole basis points from 0 that sum to 10000 are needed`,
    )
    this.forecast = forecast
  }
}
