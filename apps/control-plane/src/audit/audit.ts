import { createHash } from 'node:crypto'
import { type CanonicalValue, canonicalJson } from '@noderr/protocol'
import { sql } from 'kysely'
import { type Actor, describeActor } from '../context/index.ts'
import type { Db, Tx } from '../db/index.ts'

const LOCK = 20_251_129
const FIRST_HASH = '0'.repeat(64)

/** What was done to what; `details` holds ids, digests and reasons, never a secret or a person's data. */
export interface AuditEntry {
  /** `application.approved`, `credential.revoked` … */
  readonly action: string
  /** `application:12`, `node:0x…` */
  readonly subject: string
  readonly details?: Readonly<Record<string, CanonicalValue>>
}

/**
 * Writes one entry into the audit log, in the transaction of the deed itself: both stand or neither.
 *
 * Each entry's hash covers the one before it. The lock that this needs is held until the transaction ends, so call
 * it last.
 */
export async function audit(
  tx: Tx,
  { actor, clock }: { readonly actor: Actor; readonly clock: { now(): number } },
  entry: AuditEntry,
): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${LOCK})`.execute(tx)
  const last = await tx
    .selectFrom('audit_log')
    .select(['id', 'hash'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const row = {
    id: String(BigInt(last?.id ?? 0) + 1n),
    at: new Date(clock.now()),
    actor: describeActor(actor),
    action: entry.action,
    subject: entry.subject,
    details: entry.details ?? {},
    previous_hash: last?.hash ?? FIRST_HASH,
  }
  await tx
    .insertInto('audit_log')
    .values({ ...row, details: JSON.stringify(row.details), hash: hashEntry(row) })
    .execute()
}

/**
 * Walks the whole log and proves that no entry was changed, removed or slipped in.
 *
 * @returns The id of the first entry that does not fit, or undefined when all do.
 */
export async function findAuditBreak(db: Db): Promise<string | undefined> {
  let previous = { id: 0n, hash: FIRST_HASH }
  for (;;) {
    const rows = await db
      .selectFrom('audit_log')
      .selectAll()
      .where('id', '>', String(previous.id))
      .orderBy('id')
      .limit(1_000)
      .execute()
    for (const row of rows) {
      const fits = BigInt(row.id) === previous.id + 1n && row.previous_hash === previous.hash
      const details = row.details as Readonly<Record<string, CanonicalValue>>
      if (!fits || hashEntry({ ...row, details }) !== row.hash) return row.id
      previous = { id: BigInt(row.id), hash: row.hash }
    }
    if (rows.length === 0) return undefined
  }
}

function hashEntry(row: {
  readonly id: string
  readonly at: Date
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly details: Readonly<Record<string, CanonicalValue>>
  readonly previous_hash: string
}): string {
  const { id, at, actor, action, subject, details, previous_hash } = row
  const text = canonicalJson({ id, at: at.getTime(), actor, action, subject, details, previous_hash })
  return createHash('sha256').update(text).digest('hex')
}
