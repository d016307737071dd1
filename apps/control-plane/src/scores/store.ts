import type { NodeId, RoundId } from '@noderr/protocol'
import { type Outcome, type OutcomeClass, PERFECT_SCORE } from '@noderr/scoring'
import { sql } from 'kysely'
import type { Tx } from '../db/index.ts'
import type { ScoreLine } from './score.ts'

export async function insertOutcome(
  tx: Tx,
  roundId: RoundId,
  outcome: Outcome,
  recorded: {
    readonly previousClass: OutcomeClass | null
    readonly logIndex: bigint
    readonly scoredAt: number
  },
): Promise<void> {
  const settled = outcome.status === 'settled'
  await tx
    .insertInto('outcomes')
    .values({
      round_id: roundId,
      class: settled ? outcome.outcome : null,
      value_e9: settled ? outcome.valueE9 : null,
      previous_class: recorded.previousClass,
      void_reason: settled ? null : outcome.reason,
      log_index: recorded.logIndex.toString(),
      scored_at: recorded.scoredAt,
    })
    .execute()
}

export async function insertScores(tx: Tx, roundId: RoundId, lines: readonly ScoreLine[]): Promise<void> {
  if (lines.length === 0) return
  const rows = lines.map((line) => ({
    round_id: roundId,
    node_id: line.nodeId,
    standing: line.standing,
    score: line.score,
    base_rate_score: line.baseRateScore,
    persistence_score: line.persistenceScore,
    crowd_score: line.crowdScore,
    twice_skill: line.twiceSkill,
  }))
  await tx.insertInto('prediction_scores').values(rows).execute()
}

/** Adds a settled round to the metrics of its nodes: running means of the opinions, and a count of the abstentions. */
export async function countScores(tx: Tx, lines: readonly ScoreLine[]): Promise<void> {
  for (const line of lines) {
    if (line.standing === 'abstained') await countAbstention(tx, line.nodeId)
    if (line.score !== null) await countOpinion(tx, line.nodeId, line.score / PERFECT_SCORE, line.hit ? 1 : 0)
  }
}

async function countOpinion(tx: Tx, nodeId: NodeId, score: number, hit: 0 | 1): Promise<void> {
  await sql`INSERT INTO node_metrics AS m (node_id, scored, accuracy, score)
    VALUES (${nodeId}, 1, ${hit}, ${score})
    ON CONFLICT (node_id) DO UPDATE SET
      scored = m.scored + 1,
      accuracy = (coalesce(m.accuracy, 0) * m.scored + excluded.accuracy) / (m.scored + 1),
      score = (coalesce(m.score, 0) * m.scored + excluded.score) / (m.scored + 1),
      updated_at = now()`.execute(tx)
}

async function countAbstention(tx: Tx, nodeId: NodeId): Promise<void> {
  await sql`INSERT INTO node_metrics AS m (node_id, abstentions) VALUES (${nodeId}, 1)
    ON CONFLICT (node_id) DO UPDATE SET abstentions = m.abstentions + 1, updated_at = now()`.execute(tx)
}
