import { addressSchema } from '@noderr/protocol'
import type { Selectable } from 'kysely'
import type { AdminRole } from '../context/index.ts'
import type { Db, Tx } from '../db/index.ts'
import type { AdminChanges } from '../db/schema.generated.ts'
import type { AdminChange } from './admin-change.ts'

/** What waits for a second person, oldest first. */
export async function selectOpenChanges(db: Db): Promise<readonly AdminChange[]> {
  return (await openChanges(db).orderBy('id').execute()).map(toChange)
}

export async function findOpenChange(tx: Tx, admin: string): Promise<AdminChange | undefined> {
  const row = await openChanges(tx).where('admin', '=', admin).executeTakeFirst()
  return row && toChange(row)
}

/** Locked; undefined when it is confirmed, dropped or was never made. */
export async function lockOpenChange(tx: Tx, id: number): Promise<AdminChange | undefined> {
  const row = await openChanges(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toChange(row)
}

export async function insertChange(tx: Tx, change: Omit<AdminChange, 'id'>): Promise<AdminChange> {
  const row = await tx
    .insertInto('admin_changes')
    .values({
      admin: change.admin,
      before: change.before ?? null,
      after: change.after ?? null,
      email: change.email ?? null,
      wallet_address: change.wallet ?? null,
      proposed_by: change.proposedBy,
      proposed_at: change.proposedAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toChange(row)
}

export async function markChangeConfirmed(tx: Tx, id: number, by: string, at: Date): Promise<void> {
  await tx
    .updateTable('admin_changes')
    .set({ confirmed_by: by, applied_at: at })
    .where('id', '=', id)
    .execute()
}

export async function markChangeDropped(tx: Tx, id: number, by: string, at: Date): Promise<void> {
  await tx.updateTable('admin_changes').set({ dropped_by: by, dropped_at: at }).where('id', '=', id).execute()
}

function openChanges(db: Db | Tx) {
  return db
    .selectFrom('admin_changes')
    .selectAll()
    .where('applied_at', 'is', null)
    .where('dropped_at', 'is', null)
}

function toChange(row: Selectable<AdminChanges>): AdminChange {
  return {
    id: row.id,
    admin: row.admin,
    before: (row.before as AdminRole | null) ?? undefined,
    after: (row.after as AdminRole | null) ?? undefined,
    email: row.email ?? undefined,
    wallet: row.wallet_address === null ? undefined : addressSchema.parse(row.wallet_address),
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
  }
}
