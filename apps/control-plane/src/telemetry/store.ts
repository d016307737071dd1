import type { NodeId, TelemetryRow } from '@noderr/protocol'
import { sql } from 'kysely'
import type { Tx } from '../db/index.ts'

/** Takes those sequences that nobody has sent yet, and gives them. */
export async function takeSequences(
  tx: Tx,
  nodeId: NodeId,
  sequences: readonly number[],
  receivedAt: Date,
): Promise<ReadonlySet<number>> {
  if (sequences.length === 0) return new Set()
  const taken = await tx
    .insertInto('node_telemetry_sequences')
    .values(sequences.map((sequence) => ({ node_id: nodeId, sequence, received_at: receivedAt })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('sequence')
    .execute()
  return new Set(taken.map((row) => Number(row.sequence)))
}

export async function insertRows(tx: Tx, nodeId: NodeId, rows: readonly TelemetryRow[]): Promise<void> {
  if (rows.length === 0) return
  const values = rows.map((row) => ({
    node_id: nodeId,
    sequence: row.sequence,
    timestamp: new Date(row.timestamp),
    input_hash: row.input_hash,
    prediction: JSON.stringify(row.prediction),
    latency: row.latency,
    model_version: row.model_version,
  }))
  await tx.insertInto('node_telemetry').values(values).execute()
}

/** How many of a node's last rows its latency percentiles are taken over. */
const LATENCY_ROWS = 500

/** Brings a node's metrics up to its newest rows. */
export async function updateMetrics(tx: Tx, nodeId: NodeId, now: Date): Promise<void> {
  await sql`INSERT INTO node_metrics (node_id, latency_p50_ms, latency_p99_ms, last_seen_at, updated_at)
    SELECT ${nodeId}, percentile_cont(0.5) WITHIN GROUP (ORDER BY latency),
      percentile_cont(0.99) WITHIN GROUP (ORDER BY latency), ${now}::timestamptz, ${now}::timestamptz
    FROM (SELECT latency FROM node_telemetry
      WHERE node_id = ${nodeId} ORDER BY timestamp DESC LIMIT ${LATENCY_ROWS}) AS last
    ON CONFLICT (node_id) DO UPDATE SET latency_p50_ms = excluded.latency_p50_ms,
      latency_p99_ms = excluded.latency_p99_ms, last_seen_at = excluded.last_seen_at,
      updated_at = excluded.updated_at`.execute(tx)
}

/** Makes the partitions of the coming weeks and forgets what is older than the retention. */
export async function keepTelemetryInBounds(tx: Tx, now: Date): Promise<void> {
  await sql`SELECT noderr.ensure_telemetry_partitions(${now}::date, 8)`.execute(tx)
  const oldest = sql`${now}::timestamptz - make_interval(days =>
    (SELECT (value #>> '{}')::integer FROM system_config WHERE key = 'telemetry_retention_days'))`
  await sql`DELETE FROM node_telemetry WHERE timestamp < ${oldest}`.execute(tx)
  await sql`DELETE FROM node_telemetry_sequences WHERE received_at < ${oldest}`.execute(tx)
}
