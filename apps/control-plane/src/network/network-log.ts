import { type Bytes32, bytes32Schema, nextLogHead } from '@noderr/protocol'
import type { Tx } from '../db/index.ts'

/** What the network's log is made of: one kind per thing that a node may have to prove later (PROTOCOL §6). */
export type LogKind = 'prediction' | 'equivocation' | 'outcome' | 'delegation' | 'revocation' | 'stage'

export interface LogEntry {
  readonly kind: LogKind
  readonly hash: Bytes32
}

/** The log after an append; `firstIndex` is the place of the first entry appended. */
export interface LogPosition {
  readonly firstIndex: bigint
  readonly head: Bytes32
  readonly size: bigint
}

/**
 * Appends entries to the hash-chained log. The head stays locked until the transaction ends, so that appends come one
 * after the other and their order is the order of the network.
 *
 * @param recordedAt - Market milliseconds.
 */
export async function appendToLog(
  tx: Tx,
  entries: readonly LogEntry[],
  recordedAt: number,
): Promise<LogPosition> {
  const locked = await tx
    .selectFrom('network_log_head')
    .select(['head', 'size', 'recorded_at'])
    .forUpdate()
    .executeTakeFirstOrThrow()
  const firstIndex = BigInt(locked.size)
  let head = bytes32Schema.parse(locked.head)
  const rows = entries.map(({ kind, hash }, place) => {
    head = nextLogHead(head, { kind, hash })
    return { index: (firstIndex + BigInt(place)).toString(), kind, hash, head, recorded_at: recordedAt }
  })
  const size = firstIndex + BigInt(rows.length)
  if (rows.length === 0) return { firstIndex, head, size }
  await tx.insertInto('network_log').values(rows).execute()
  await tx
    .updateTable('network_log_head')
    .set({ head, size: String(size), recorded_at: String(Math.max(recordedAt, Number(locked.recorded_at))) })
    .execute()
  return { firstIndex, head, size }
}
