import type { CanonicalValue } from '@noderr/protocol'
import { sql } from 'kysely'
import { type Actor, describeActor } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { hashEntry } from './hash-entry.ts'

const LOCK = 20_251_129

/** What was done to what; `details` holds ids, digests and reasons, never a secret or a person's data. */
export interface AuditEntry {
  /** `application.approved`, `credential.revoked` … */
  readonly action: string
  /** `application:12`, `node:0x…` */
  readonly subject: string
  /** Where they apply: `before` and `after` for what changed, `why` for the reason. */
  readonly details?: Readonly<Record<string, CanonicalValue>>
}

/**
 * Writes one entry into the audit log, in the transaction of the deed itself: both stand or neither.
 *
 * Each entry's hash covers the one before it, and the log's length and end are kept apart from it. The lock that this
 * needs is held until the transaction ends, so call it last.
 */
export async function audit(
  tx: Tx,
  { actor, clock }: { readonly actor: Actor; readonly clock: { now(): number } },
  entry: AuditEntry,
): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${LOCK})`.execute(tx)
  const head = await tx.selectFrom('audit_head').select(['entries', 'hash']).executeTakeFirstOrThrow()
  const row = {
    id: String(BigInt(head.entries) + 1n),
    at: new Date(clock.now()),
    actor: describeActor(actor),
    action: entry.action,
    subject: entry.subject,
    details: entry.details ?? {},
    previous_hash: head.hash,
  }
  const hash = hashEntry(row)
  await tx
    .insertInto('audit_log')
    .values({ ...row, details: JSON.stringify(row.details), hash })
    .execute()
  await tx.updateTable('audit_head').set({ entries: row.id, hash }).execute()
}
