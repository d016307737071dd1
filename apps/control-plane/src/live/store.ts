import type { Kind, Tier } from '@noderr/protocol'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../db/index.ts'
import { kindOfTier } from '../predictions/index.ts'
import {
  intervalOf,
  type LiveNode,
  type LivePrediction,
  type LiveRound,
  type LiveScore,
  type NetworkLive,
  stateOf,
} from './live.ts'

const releasesSchema = z
  .object({ releases: z.array(z.object({ modelId: z.string(), version: z.string() })) })
  .nullable()
  .catch(null)

/** Every enrolled node with its last signs of life; sealed contents are not read. */
export async function listNodes(db: Db, now: number): Promise<LiveNode[]> {
  const { rows } = await sql<{
    node_id: string
    tier: Tier
    operator: string
    heartbeat: unknown
    seen: Date | null
    p50: number | null
    p99: number | null
    predictions: string | null
    abstentions: string | null
    uptime: number | null
    close_time: string
  }>`
    SELECT n.node_id, n.tier, n.operator_address AS operator, n.heartbeat,
      greatest(n.last_heartbeat_at, m.last_seen_at) AS seen, m.latency_p50_ms AS p50, m.latency_p99_ms AS p99,
      m.predictions, m.abstentions, m.uptime, n.high_water_close_time AS close_time
    FROM nodes n LEFT JOIN node_metrics m ON m.node_id = n.node_id
    ORDER BY n.enrolled_at, n.node_id LIMIT 500`.execute(db)
  return rows.map((row) => {
    const [release] = releasesSchema.parse(row.heartbeat)?.releases ?? []
    return {
      nodeId: row.node_id,
      tier: row.tier,
      operator: row.operator,
      release: release ?? null,
      state: stateOf(row.seen, now),
      lastPrediction:
        row.close_time === '0' ? null : { closeTime: Number(row.close_time), kind: kindOfTier(row.tier) },
      latencyP50Ms: row.p50,
      latencyP99Ms: row.p99,
      receipts: Number(row.predictions ?? 0),
      abstentions: Number(row.abstentions ?? 0),
      uptimeBps: row.uptime === null ? null : Math.round(row.uptime * 10_000),
    }
  })
}

/** The last rounds, oldest first, with the predictions of those that have settled. */
export async function listRounds(db: Db, marketMs: number, count: number): Promise<LiveRound[]> {
  const rows = await db
    .selectFrom('rounds')
    .leftJoin('outcomes', 'outcomes.round_id', 'rounds.round_id')
    .select([
      'rounds.round_id',
      'kind',
      'close_time',
      'settles_at',
      'settled',
      'class',
      'value_e9',
      'manifest',
    ])
    .where('opens_at', '<=', String(marketMs))
    .orderBy('opens_at', 'desc')
    .orderBy('kind')
    .limit(count)
    .execute()
  const settled = rows.filter((row) => row.settled).map((row) => row.round_id)
  const predictions = await listSettledPredictions(db, settled)
  return rows.reverse().map((row) => {
    const { lowerE9, upperE9 } = thresholdsSchema.parse(row.manifest)
    return {
      kind: row.kind as Kind,
      closeTime: Number(row.close_time),
      settlesAt: Number(row.settles_at),
      status: !row.settled ? 'open' : row.class === null ? 'void' : 'settled',
      outcome: row.class as 0 | 1 | 2 | null,
      valueE9: row.value_e9 === null ? null : Number(row.value_e9),
      lowerE9,
      upperE9,
      predictions: predictions.get(row.round_id) ?? [],
    }
  })
}

const thresholdsSchema = z.object({ lowerE9: z.number(), upperE9: z.number() })

/** Reads predictions of rounds that have an outcome, and of no other: the join is the seal. */
async function listSettledPredictions(
  db: Db,
  roundIds: readonly string[],
): Promise<ReadonlyMap<string, LivePrediction[]>> {
  if (roundIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('predictions')
    .innerJoin('outcomes', 'outcomes.round_id', 'predictions.round_id')
    .leftJoin('prediction_scores', (join) =>
      join
        .onRef('prediction_scores.round_id', '=', 'predictions.round_id')
        .onRef('prediction_scores.node_id', '=', 'predictions.node_id'),
    )
    .select(['predictions.round_id', 'predictions.node_id', 'p0', 'p1', 'p2', 'abstain_code', 'score'])
    .where('predictions.round_id', 'in', roundIds)
    .orderBy('predictions.node_id')
    .execute()
  const byRound = Map.groupBy(rows, (row) => row.round_id)
  return new Map(
    [...byRound].map(([roundId, held]) => [
      roundId,
      held.map(({ node_id, p0, p1, p2, abstain_code, score }) => {
        return { nodeId: node_id, bps: abstain_code === 0 ? ([p0, p1, p2] as const) : null, score }
      }),
    ]),
  )
}

/** Means over each node's last scored rounds, beside the baselines over the same rounds. */
export async function listScores(db: Db, rounds: number): Promise<LiveScore[]> {
  const { rows } = await sql<{
    node_id: string
    kind: Kind
    n: string
    score: number
    climatology: number
    persistence: number | null
    crowd: number | null
    deviation: number | null
  }>`
    SELECT s.node_id, r.kind, count(*) AS n, avg(s.score)::float8 AS score, avg(s.base_rate_score)::float8 AS climatology,
      avg(s.persistence_score)::float8 AS persistence, avg(s.crowd_score)::float8 AS crowd,
      stddev_samp(s.score - s.base_rate_score)::float8 AS deviation
    FROM nodes n
      CROSS JOIN LATERAL (
        SELECT p.round_id FROM predictions p WHERE p.node_id = n.node_id ORDER BY p.received_at DESC LIMIT ${rounds}
      ) AS last
      JOIN prediction_scores s ON s.round_id = last.round_id AND s.node_id = n.node_id AND s.score IS NOT NULL
      JOIN rounds r ON r.round_id = s.round_id
    GROUP BY s.node_id, r.kind, n.enrolled_at
    ORDER BY n.enrolled_at, s.node_id, r.kind`.execute(db)
  return rows.map((row) => ({
    nodeId: row.node_id,
    kind: row.kind,
    rounds: Number(row.n),
    meanScore: Math.round(row.score),
    climatology: Math.round(row.climatology),
    persistence: row.persistence === null ? null : Math.round(row.persistence),
    crowd: row.crowd === null ? null : Math.round(row.crowd),
    gainInterval: intervalOf(row.score - row.climatology, row.deviation, Number(row.n)),
  }))
}

/** Length and head of the network's log; null while it is empty. */
export async function findLogHead(db: Db): Promise<NetworkLive['log']> {
  const { size, head } = await db
    .selectFrom('network_log_head')
    .select(['size', 'head'])
    .executeTakeFirstOrThrow()
  return size === '0' ? null : { treeSize: Number(size), treeHead: head }
}
