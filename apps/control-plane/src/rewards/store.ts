import type { Address, Bytes32, EpochView, NodeId, Tier } from '@noderr/protocol'
import { type ClosedEpoch, type RewardStatement, statementDigest, statementJson } from '@noderr/scoring'
import { sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import { type EpochSpan, epochScoreBps, type MeasuredNode } from './epoch.ts'

/** An epoch without its statements. */
export type EpochSummary = Omit<EpochView, 'statements'>

/** The last closed epoch with what it left for the next. */
export async function findLastEpoch(db: Db): Promise<(EpochSpan & { rolloverWei: bigint }) | undefined> {
  const row = await db
    .selectFrom('reward_epochs')
    .selectAll()
    .orderBy('epoch', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      epoch: row.epoch,
      fromMs: Number(row.from_ms),
      toMs: Number(row.to_ms),
      rolloverWei: BigInt(row.rollover_wei),
    }
  )
}

export async function findFirstOpening(db: Db): Promise<number | undefined> {
  const row = await db
    .selectFrom('rounds')
    .select(({ fn }) => fn.min('opens_at').as('first'))
    .executeTakeFirst()
  return row?.first == null ? undefined : Number(row.first)
}

/** Rounds of a span, and how many of them still wait for their outcome. */
export async function countRounds(
  db: Db,
  { fromMs, toMs }: EpochSpan,
): Promise<{ readonly rounds: number; readonly open: number }> {
  const row = await db
    .selectFrom('rounds')
    .select(({ fn }) => [
      fn.countAll<string>().as('rounds'),
      fn.countAll<string>().filterWhere('settled', '=', false).as('open'),
    ])
    .where('opens_at', '>=', String(fromMs))
    .where('opens_at', '<', String(toMs))
    .executeTakeFirstOrThrow()
  return { rounds: Number(row.rounds), open: Number(row.open) }
}

/** What the receipts of a span say about each node that was assigned a round in it. */
export async function measureNodes(tx: Tx, { epoch, fromMs, toMs }: EpochSpan): Promise<MeasuredNode[]> {
  const { rows } = await sql<{
    node_id: string
    operator: string
    tier: string
    assigned: string
    on_time: string
    late: string
    past: number[] | null
  }>`
    SELECT a.node_id, n.operator_address AS operator, n.tier, count(*) AS assigned,
      count(*) FILTER (WHERE p.status = 'accepted' AND p.abstain_code = 0 AND NOT p.equivocated) AS on_time,
      count(*) FILTER (WHERE p.status = 'late') AS late,
      (SELECT array_agg(s.score_bps ORDER BY s.epoch DESC)
        FROM (SELECT epoch, score_bps FROM reward_statements WHERE node_id = a.node_id AND epoch < ${epoch} ORDER BY epoch DESC LIMIT 10) s) AS past
    FROM rounds r
      JOIN outcomes o ON o.round_id = r.round_id AND o.void_reason IS NULL
      JOIN round_assignments a ON a.round_id = r.round_id
      JOIN nodes n ON n.node_id = a.node_id
      LEFT JOIN predictions p ON p.round_id = a.round_id AND p.node_id = a.node_id
    WHERE r.opens_at >= ${fromMs} AND r.opens_at < ${toMs} AND r.lane = 'network'
    GROUP BY a.node_id, n.operator_address, n.tier
    ORDER BY a.node_id`.execute(tx)
  return rows.map((row) => ({
    nodeId: row.node_id as NodeId,
    operator: row.operator as Address,
    tier: row.tier as Tier,
    assignedRounds: Number(row.assigned),
    onTimeRounds: Number(row.on_time),
    lateRounds: Number(row.late),
    pastScoresBps: row.past ?? [],
  }))
}

/** Keeps a closed epoch; false when it was closed before. */
export async function insertEpoch(
  tx: Tx,
  span: EpochSpan,
  money: { readonly rounds: number; readonly poolWei: bigint; readonly closed: ClosedEpoch },
): Promise<boolean> {
  const { rounds, poolWei, closed } = money
  const inserted = await tx
    .insertInto('reward_epochs')
    .values({
      epoch: span.epoch,
      from_ms: span.fromMs,
      to_ms: span.toMs,
      rounds,
      pool_wei: poolWei,
      total_wei: closed.totalWei,
      rollover_wei: closed.rolloverWei,
      root: closed.root,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('epoch')
    .executeTakeFirst()
  if (!inserted) return false
  if (closed.statements.length > 0)
    await tx
      .insertInto('reward_statements')
      .values(closed.statements.map((statement) => statementRow(span.epoch, statement)))
      .execute()
  const leaves = closed.leaves.map(({ wallet, amountWei, leaf, proof }) => ({
    epoch: span.epoch,
    wallet,
    amount_wei: amountWei,
    leaf,
    proof: JSON.stringify(proof),
  }))
  if (leaves.length > 0) await tx.insertInto('reward_leaves').values(leaves).execute()
  return true
}

function statementRow(epoch: number, statement: RewardStatement) {
  return {
    epoch,
    node_id: statement.nodeId,
    operator: statement.operator,
    tier: statement.tier,
    assigned_rounds: statement.assignedRounds,
    on_time_rounds: statement.onTimeRounds,
    score_bps: epochScoreBps(statement),
    raw_wei: statement.rawWei,
    paid_wei: statement.paidWei,
    statement: JSON.stringify(statementJson(statement)),
    digest: statementDigest(statement),
  }
}

/** The uptime of a node's last epoch goes into its metrics. */
export async function noteUptime(tx: Tx, statements: readonly RewardStatement[]): Promise<void> {
  for (const { nodeId, uptimeBps } of statements)
    await sql`INSERT INTO node_metrics (node_id, uptime) VALUES (${nodeId}, ${uptimeBps.value / 10_000})
      ON CONFLICT (node_id) DO UPDATE SET uptime = excluded.uptime, updated_at = now()`.execute(tx)
}

/** Closed epochs, newest first. */
export async function listEpochs(db: Db, limit: number): Promise<EpochSummary[]> {
  const rows = await db
    .selectFrom('reward_epochs')
    .selectAll()
    .orderBy('epoch', 'desc')
    .limit(limit)
    .execute()
  return rows.map(toSummary)
}

export async function findEpoch(db: Db, epoch: number): Promise<EpochSummary | undefined> {
  const row = await db.selectFrom('reward_epochs').selectAll().where('epoch', '=', epoch).executeTakeFirst()
  return row && toSummary(row)
}

/** The statements of an epoch as they were kept, by node id. */
export async function listStatements(db: Db, epoch: number): Promise<unknown[]> {
  const rows = await db
    .selectFrom('reward_statements')
    .select('statement')
    .where('epoch', '=', epoch)
    .orderBy('node_id')
    .execute()
  return rows.map((row) => row.statement)
}

function toSummary(row: {
  epoch: number
  from_ms: string
  to_ms: string
  rounds: number
  pool_wei: string
  total_wei: string
  rollover_wei: string
  root: string | null
}): EpochSummary {
  return {
    epoch: row.epoch,
    from: Number(row.from_ms),
    to: Number(row.to_ms),
    rounds: row.rounds,
    poolWei: row.pool_wei,
    totalWei: row.total_wei,
    rolloverWei: row.rollover_wei,
    root: row.root as Bytes32 | null,
  }
}

/** What an epoch left for the next one; nothing before the first. */
export async function findRollover(tx: Tx, epoch: number): Promise<bigint> {
  const row = await tx
    .selectFrom('reward_epochs')
    .select('rollover_wei')
    .where('epoch', '=', epoch)
    .executeTakeFirst()
  return BigInt(row?.rollover_wei ?? 0)
}

export async function findRewardConfig(tx: Tx): Promise<unknown> {
  const row = await tx
    .selectFrom('system_config')
    .select('value')
    .where('key', '=', 'rewards')
    .executeTakeFirst()
  return row?.value
}
