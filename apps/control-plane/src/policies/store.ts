import type { CanonicalValue } from '@noderr/protocol'
import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { ConfigChanges } from '../db/schema.generated.ts'
import { POLICIES, type Policy, type Proposal } from './policy.ts'

/** Every policy with the proposal that is open for it. */
export async function listPolicies(db: Db): Promise<Policy[]> {
  const rows = await db
    .selectFrom('system_config')
    .selectAll()
    .where('key', 'in', Object.keys(POLICIES))
    .orderBy('key')
    .execute()
  const open = await openProposals(db).execute()
  return rows.map((row) => {
    const proposal = open.find(({ key }) => key === row.key)
    return {
      key: row.key,
      value: row.value as CanonicalValue,
      updatedAt: row.updated_at,
      updatedBy: row.updated_by,
      proposal: proposal && toProposal(proposal),
    }
  })
}

/** The value in force; nobody else changes it until the transaction ends. */
export async function lockPolicy(tx: Tx, key: string): Promise<CanonicalValue> {
  const { value } = await tx
    .selectFrom('system_config')
    .select('value')
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return value as CanonicalValue
}

export async function findProposal(db: Db, key: string): Promise<Proposal | undefined> {
  const row = await openProposals(db).where('key', '=', key).executeTakeFirst()
  return row && toProposal(row)
}

/** Locked; undefined when it is confirmed, dropped or was never made. */
export async function lockProposal(tx: Tx, id: number): Promise<Proposal | undefined> {
  const row = await openProposals(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toProposal(row)
}

/** @param needsSecond - False only where it is applied at once because there is no second person. */
export async function insertProposal(
  tx: Tx,
  proposal: Omit<Proposal, 'id'>,
  needsSecond: boolean,
): Promise<Proposal> {
  const { key, before, after, why, proposedBy, proposedAt } = proposal
  const { id } = await tx
    .insertInto('config_changes')
    .values({
      key,
      before: JSON.stringify(before),
      after: JSON.stringify(after),
      why,
      proposed_by: proposedBy,
      proposed_at: proposedAt,
      needs_second: needsSecond,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, ...proposal }
}

/** @param confirmedBy - Undefined where it takes one person. */
export async function applyProposal(
  tx: Tx,
  { id, key, after, proposedBy }: Proposal,
  confirmedBy: string | undefined,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('config_changes')
    .set({ confirmed_by: confirmedBy ?? null, applied_at: at })
    .where('id', '=', id)
    .execute()
  await tx
    .updateTable('system_config')
    .set({ value: JSON.stringify(after), updated_at: at, updated_by: confirmedBy ?? proposedBy })
    .where('key', '=', key)
    .execute()
}

export async function dropProposal(tx: Tx, id: number, by: string, at: Date): Promise<void> {
  await tx
    .updateTable('config_changes')
    .set({ dropped_by: by, dropped_at: at })
    .where('id', '=', id)
    .execute()
}

function openProposals(db: Db) {
  return db
    .selectFrom('config_changes')
    .selectAll()
    .where('applied_at', 'is', null)
    .where('dropped_at', 'is', null)
}

function toProposal(row: Selectable<ConfigChanges>): Proposal {
  const { id, key, why } = row
  const [before, after] = [row.before as CanonicalValue, row.after as CanonicalValue]
  return { id, key, before, after, why, proposedBy: row.proposed_by, proposedAt: row.proposed_at }
}
