import type { Bytes32, PredictionStatus, RoundManifest, Tier } from '@noderr/protocol'
import type { Leaf } from './batch.ts'
import { kindOfTier, timelinessOf } from './round.ts'

/** What is known when one prediction of a verified batch is judged. All times are market milliseconds. */
export interface Circumstances {
  /** The tier of the node that signed. */
  readonly tier: Tier
  /** Undefined when no manifest was published for the round. */
  readonly round: RoundManifest | undefined
  /** The leaf that the node's place in the round already holds. */
  readonly takenBy: Bytes32 | undefined
  readonly receivedAt: number
  /** When the signature runs out; what comes later is on time for nothing. */
  readonly expiresAt: number
  readonly earlyToleranceMs: number
}

export interface Judgement {
  readonly status: PredictionStatus
  readonly code?: string
}

/**
 * Decides what becomes of one prediction (PROTOCOL §4–§5). The first digest that a node sends for a round takes its
 * place there, on time or late; the same digest again is a duplicate, another one is equivocation whenever it comes.
 */
export function judgePrediction({ leaf, prediction }: Leaf, given: Circumstances): Judgement {
  const { tier, round, takenBy, receivedAt, expiresAt, earlyToleranceMs } = given
  if (takenBy === leaf) return { status: 'duplicate' }
  if (takenBy) return { status: 'equivocation', code: 'round.taken-by-another-digest' }
  if (!round) return { status: 'refused', code: 'round.unknown' }
  if (prediction.kind !== kindOfTier(tier)) return { status: 'refused', code: 'round.not-for-tier' }
  const timeliness = timelinessOf(round, receivedAt, earlyToleranceMs)
  if (timeliness === 'early') return { status: 'refused', code: 'round.not-open' }
  return { status: timeliness === 'on-time' && receivedAt <= expiresAt ? 'accepted' : 'late' }
}
