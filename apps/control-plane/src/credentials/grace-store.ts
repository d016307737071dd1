import type { Address } from '@noderr/protocol'
import { type Selectable, sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { GracePeriods } from '../db/schema.generated.ts'
import type { GracePeriod } from './grace-period.ts'

/**
 * @param grace - With the address by which the person is known; only a hash of it is kept.
 * @returns Undefined when the wallet or the person has had one before.
 */
export async function insertGrace(
  tx: Tx,
  grace: Omit<GracePeriod, 'id'> & { readonly email: string },
): Promise<GracePeriod | undefined> {
  const row = await tx
    .insertInto('grace_periods')
    .values({
      application_id: grace.applicationId,
      wallet_address: grace.wallet,
      person_hash: sql<string>`encode(sha256(convert_to('noderr grace period 1 ' || noderr.email_key(${grace.email}), 'UTF8')), 'hex')`,
      granted_at: grace.grantedAt,
      ends_at: grace.endsAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toGrace(row)
}

/** The grace period that was granted with an application. */
export async function findGrace(db: Db, applicationId: number): Promise<GracePeriod | undefined> {
  const row = await db
    .selectFrom('grace_periods')
    .selectAll()
    .where('application_id', '=', applicationId)
    .executeTakeFirst()
  return row && toGrace(row)
}

/** As {@link findGrace}, held until the transaction ends. */
export async function lockGrace(tx: Tx, applicationId: number): Promise<GracePeriod | undefined> {
  const row = await tx
    .selectFrom('grace_periods')
    .selectAll()
    .where('application_id', '=', applicationId)
    .forUpdate()
    .executeTakeFirst()
  return row && toGrace(row)
}

export async function saveGraceEnd(tx: Tx, id: number, endsAt: Date): Promise<void> {
  await tx.updateTable('grace_periods').set({ ends_at: endsAt }).where('id', '=', id).execute()
}

function toGrace(row: Selectable<GracePeriods>): GracePeriod {
  return {
    id: row.id,
    applicationId: row.application_id,
    wallet: row.wallet_address as Address,
    grantedAt: row.granted_at,
    endsAt: row.ends_at,
  }
}
