import type { CanonicalValue } from '@noderr/protocol'
import type { Db, Tx } from '../db/index.ts'
import { FIRST_HASH, hashEntry } from './hash-entry.ts'

/** Where a log ends: the number of its last entry, which is how many there are, and that entry's hash. */
export interface AuditHead {
  readonly entries: string
  readonly hash: string
}

/** What a walk over the whole audit log found. */
export interface AuditVerdict {
  readonly whole: boolean
  /** The last entry that fits. */
  readonly head: AuditHead
  /** The first entry that does not fit, or that is missing. */
  readonly firstBreak: string | undefined
  /** What is wrong with it, as a sentence. */
  readonly finding: string | undefined
}

/**
 * Walks the whole log and proves that no entry was changed, removed or slipped in, at the end neither.
 *
 * Whoever owns the database can write a whole new log together with its head. Only a head that was noted elsewhere
 * shows that.
 *
 * @param noted - A head that was printed before; the log must still contain it.
 */
export function verifyAuditLog(db: Db, noted?: AuditHead): Promise<AuditVerdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => walk(tx, noted))
}

async function walk(tx: Tx, noted: AuditHead | undefined): Promise<AuditVerdict> {
  let head: AuditHead = { entries: '0', hash: FIRST_HASH }
  const broken = (firstBreak: string, finding: string) => ({ whole: false, head, firstBreak, finding })
  for (;;) {
    const rows = await nextEntries(tx, head.entries)
    for (const row of rows) {
      const expected = String(BigInt(head.entries) + 1n)
      if (row.id !== expected) return broken(expected, `entry ${expected} is missing`)
      const details = row.details as Readonly<Record<string, CanonicalValue>>
      if (row.previous_hash !== head.hash || hashEntry({ ...row, details }) !== row.hash)
        return broken(row.id, `entry ${row.id} is not what was written`)
      head = { entries: row.id, hash: row.hash }
      if (noted?.entries === row.id && noted.hash !== row.hash)
        return broken(row.id, `entry ${row.id} is not the one whose hash was noted`)
    }
    if (rows.length === 0) break
  }
  const kept = await tx.selectFrom('audit_head').select(['entries', 'hash']).executeTakeFirst()
  const next = String(BigInt(head.entries) + 1n)
  if (noted && BigInt(noted.entries) > BigInt(head.entries))
    return broken(next, `entry ${next} is missing: the log had ${noted.entries} entries when they were noted`)
  if (kept?.entries !== head.entries || kept.hash !== head.hash)
    return broken(next, `entry ${next} is missing: ${kept?.entries ?? 'no'} entries were counted`)
  return { whole: true, head, firstBreak: undefined, finding: undefined }
}

function nextEntries(tx: Tx, after: string) {
  return tx.selectFrom('audit_log').selectAll().where('id', '>', after).orderBy('id').limit(1_000).execute()
}
