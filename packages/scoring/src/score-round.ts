import type { Bytes32, NodeId } from '@noderr/protocol'
import { Crowd } from './crowd.ts'
import { type Forecast, type OutcomeClass, scoreForecast, twiceSkill } from './score.ts'

/** One node's opinion about a round. Abstentions and equivocations are no opinions and stay out. */
export interface Opinion {
  readonly nodeId: NodeId
  /** The operator's wallet, in any case. */
  readonly operator: string
  readonly modelDigest: Bytes32
  readonly forecast: Forecast
}

/** How right one opinion was, beside its two baselines. */
export interface RoundScore {
  readonly nodeId: NodeId
  /** 0 … 2·10⁸. */
  readonly score: number
  /** The score of the round's frozen base rate: the same for all nodes. */
  readonly baseRateScore: number
  /** The score of the crowd without this operator and this model; null where nobody else is left. */
  readonly crowdScore: number | null
  /** Twice the skill, −4·10⁸ … 4·10⁸: see {@link twiceSkill}. */
  readonly twiceSkill: number
}

/**
 * Scores all opinions about one settled round, in the order given; that order changes no score.
 *
 * @throws {@link NotAForecastError} for a forecast or a base rate that is none.
 */
export function scoreRound(round: {
  readonly outcome: OutcomeClass
  readonly baseRateBps: Forecast
  readonly opinions: readonly Opinion[]
}): RoundScore[] {
  const { outcome, baseRateBps, opinions } = round
  const crowd = new Crowd(opinions)
  const baseRateScore = scoreForecast(baseRateBps, outcome)
  return opinions.map(({ nodeId, operator, modelDigest, forecast }) => {
    const others = crowd.without(operator, modelDigest)
    const score = scoreForecast(forecast, outcome)
    const crowdScore = others && scoreForecast(others, outcome)
    return {
      nodeId,
      score,
      baseRateScore,
      crowdScore,
      twiceSkill: twiceSkill(score, baseRateScore, crowdScore),
    }
  })
}
