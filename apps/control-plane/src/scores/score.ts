import type { Bytes32, NodeId } from '@noderr/protocol'
import { type Forecast, type OutcomeClass, scoreForecast, scoreRound, twiceSkill } from '@noderr/scoring'
import type { HeldPrediction } from '../predictions/index.ts'

/** How a prediction stands once its round has settled. */
export type Standing = 'scored' | 'late' | 'abstained' | 'equivocated'

/** One node's line of a settled round: its score beside its baselines, all from 0 to 2·10⁸. */
export interface ScoreLine {
  readonly nodeId: NodeId
  readonly modelDigest: Bytes32
  readonly standing: Standing
  /** Null where there was no opinion to score; 0 for an equivocation. */
  readonly score: number | null
  readonly baseRateScore: number
  /** Null where the horizon before has a gap. */
  readonly persistenceScore: number | null
  /** Null where nobody else had an opinion. */
  readonly crowdScore: number | null
  readonly twiceSkill: number | null
  /** Whether the most probable class came true; null without an opinion. */
  readonly hit: boolean | null
}

/** A settled round with all that it held. */
export interface SettledRound {
  readonly outcome: OutcomeClass
  readonly previousClass: OutcomeClass | null
  readonly baseRateBps: Forecast
  readonly predictions: readonly HeldPrediction[]
}

/**
 * Scores every prediction of a settled round. Only opinions that came on time and were not contradicted count, for
 * themselves and in the crowd; an equivocation scores 0, an abstention and a late one nothing.
 */
export function scorePredictions(round: SettledRound): ScoreLine[] {
  const { outcome, baseRateBps, predictions } = round
  const opinions = predictions
    .filter((one) => standingOf(one) === 'scored')
    .map((one) => ({ ...one, forecast: one.probabilitiesBps }))
  const scores = new Map(scoreRound({ outcome, baseRateBps, opinions }).map((score) => [score.nodeId, score]))
  const baseRateScore = scoreForecast(baseRateBps, outcome)
  const persistenceScore = persistence(round)
  return predictions.map((prediction): ScoreLine => {
    const { nodeId, modelDigest } = prediction
    const standing = standingOf(prediction)
    const line = { nodeId, modelDigest, standing, baseRateScore, persistenceScore }
    const scored = scores.get(nodeId)
    if (scored) return { ...line, ...scored, hit: isHit(prediction, outcome) }
    if (standing !== 'equivocated')
      return { ...line, score: null, crowdScore: null, twiceSkill: null, hit: null }
    return { ...line, score: 0, crowdScore: null, twiceSkill: twiceSkill(0, baseRateScore, null), hit: false }
  })
}

function standingOf({ equivocated, late, abstained }: HeldPrediction): Standing {
  if (equivocated) return 'equivocated'
  if (late) return 'late'
  return abstained ? 'abstained' : 'scored'
}

function persistence({ previousClass, outcome }: SettledRound): number | null {
  return previousClass === null ? null : scoreForecast(certaintyOf(previousClass), outcome)
}

function certaintyOf(outcome: OutcomeClass): Forecast {
  return [outcome === 0 ? 10_000 : 0, outcome === 1 ? 10_000 : 0, outcome === 2 ? 10_000 : 0]
}

function isHit({ probabilitiesBps }: HeldPrediction, outcome: OutcomeClass): boolean {
  return probabilitiesBps[outcome] === Math.max(...probabilitiesBps)
}
