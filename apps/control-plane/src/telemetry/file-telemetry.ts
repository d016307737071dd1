import type { NodeId, TelemetryAnswer } from '@noderr/protocol'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { insertRows, takeSequences, updateMetrics } from './store.ts'
import { readTelemetryRows } from './telemetry-row.ts'

export interface TelemetryBatch {
  readonly node_id: NodeId
  readonly rows: readonly unknown[]
}

/**
 * Files a node's telemetry: every good row once, however often it is sent, with an answer for each row. Metrics follow
 * in the same transaction.
 *
 * @throws {@link ForeignTelemetryError} for another node than the one that the credential is for.
 */
export async function fileTelemetry(
  { actor, clock, db }: Context,
  { node_id: nodeId, rows }: TelemetryBatch,
): Promise<TelemetryAnswer> {
  if (actor.type !== 'node' || actor.nodeId !== nodeId) throw new ForeignTelemetryError(nodeId)
  const { good, refused } = readTelemetryRows(rows)
  const now = new Date(clock.now())
  const fresh = await inTransaction(db, async (tx) => {
    const sequences = [...good.values()].map(({ sequence }) => sequence)
    const taken = await takeSequences(tx, nodeId, sequences, now)
    await insertRows(
      tx,
      nodeId,
      [...good.values()].filter(({ sequence }) => taken.has(sequence)),
    )
    await updateMetrics(tx, nodeId, now)
    return taken
  })
  const filed = [...good].map(([index, { sequence }]) => {
    return { index, sequence, status: fresh.has(sequence) ? ('stored' as const) : ('duplicate' as const) }
  })
  return { results: [...filed, ...refused].sort((a, b) => a.index - b.index) }
}

/** A credential files the telemetry of its own node. */
export class ForeignTelemetryError extends Error {
  override readonly name = 'ForeignTelemetryError'
  readonly kind = 'forbidden'
  readonly code = 'node.credential-mismatch'
  readonly nodeId: NodeId

  constructor(nodeId: NodeId) {
    super(`this credential is not for node ${nodeId}; file its telemetry with its own API key`)
    this.nodeId = nodeId
  }
}
