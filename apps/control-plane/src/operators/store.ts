import type { Address, Bytes32 } from '@noderr/protocol'
import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { WalletChanges } from '../db/schema.generated.ts'
import type { WalletChange } from './change.ts'

export type NewWalletChange = Pick<
  WalletChange,
  'changeId' | 'applicationId' | 'formerWallet' | 'newWallet' | 'reason' | 'proposedBy' | 'proposedAt'
>

/** @returns Undefined while another change of the same operator is open. */
export async function insertChange(tx: Tx, change: NewWalletChange): Promise<WalletChange | undefined> {
  const row = await tx
    .insertInto('wallet_changes')
    .values({
      change_id: change.changeId,
      application_id: change.applicationId,
      former_wallet: change.formerWallet,
      new_wallet: change.newWallet,
      reason: change.reason,
      proposed_by: change.proposedBy,
      proposed_at: change.proposedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toChange(row)
}

export async function findChange(db: Db, changeId: Bytes32): Promise<WalletChange | undefined> {
  const row = await db
    .selectFrom('wallet_changes')
    .selectAll()
    .where('change_id', '=', changeId)
    .executeTakeFirst()
  return row && toChange(row)
}

export async function lockChange(tx: Tx, changeId: Bytes32): Promise<WalletChange | undefined> {
  const row = await tx
    .selectFrom('wallet_changes')
    .selectAll()
    .where('change_id', '=', changeId)
    .forUpdate()
    .executeTakeFirst()
  return row && toChange(row)
}

/** Newest first. */
export async function listChanges(db: Db, applicationId: number): Promise<WalletChange[]> {
  const rows = await db
    .selectFrom('wallet_changes')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('proposed_at', 'desc')
    .limit(20)
    .execute()
  return rows.map(toChange)
}

/** Changes whose notice has ended and that nobody has carried out or cancelled. */
export async function listEnded(db: Db, now: Date): Promise<Bytes32[]> {
  const rows = await db
    .selectFrom('wallet_changes')
    .select('change_id')
    .where('applied_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('accepted_at', 'is not', null)
    .where('effective_at', '<=', now)
    .execute()
  return rows.map((row) => row.change_id as Bytes32)
}

/** What happens to a change after its proposal, each once. */
export async function saveStep(
  tx: Tx,
  changeId: Bytes32,
  step:
    | { readonly accepted_at: Date }
    | { readonly confirmed_by: string; readonly confirmed_at: Date; readonly effective_at: Date }
    | { readonly cancelled_by: string; readonly cancelled_at: Date; readonly cancel_reason: string }
    | { readonly applied_at: Date },
): Promise<void> {
  await tx.updateTable('wallet_changes').set(step).where('change_id', '=', changeId).execute()
}

/** Whether a wallet is another operator's: it holds a credential that nobody ended. */
export async function isOperator(tx: Tx, wallet: Address): Promise<boolean> {
  const row = await tx
    .selectFrom('operator_credentials')
    .select('id')
    .where((whose) => whose(whose.fn<string>('lower', ['operator_address']), '=', wallet.toLowerCase()))
    .where('revoked', '=', false)
    .executeTakeFirst()
  return row !== undefined
}

function toChange(row: Selectable<WalletChanges>): WalletChange {
  const { confirmed_by, confirmed_at, cancelled_by, cancelled_at } = row
  return {
    changeId: row.change_id as Bytes32,
    applicationId: row.application_id,
    formerWallet: row.former_wallet as Address,
    newWallet: row.new_wallet as Address,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    acceptedAt: row.accepted_at ?? undefined,
    confirmation: confirmed_by && confirmed_at ? { by: confirmed_by, at: confirmed_at } : undefined,
    effectiveAt: row.effective_at ?? undefined,
    cancellation: cancelled_by && cancelled_at ? { by: cancelled_by, at: cancelled_at } : undefined,
    appliedAt: row.applied_at ?? undefined,
  }
}
