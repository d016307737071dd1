import { addressSchema } from '@noderr/protocol'
import { sql } from 'kysely'
import type { AdminRole } from '../context/index.ts'
import { type Db, isUniqueViolation, type Tx } from '../db/index.ts'
import { type Admin, APPROVING_ROLES } from './admin.ts'

/** Of the admins who were not removed, the one of this name. */
export async function findAdminByName(db: Db | Tx, name: string): Promise<Admin | undefined> {
  const row = await liveAdmins(db).where('name', '=', name).executeTakeFirst()
  return row && toAdmin(row)
}

/** The admins who were not removed, oldest first. */
export async function selectAdmins(db: Db | Tx): Promise<readonly Admin[]> {
  return (await liveAdmins(db).orderBy('id').execute()).map(toAdmin)
}

/** The same, locked: whether an owner is left is decided by one transaction at a time. */
export async function lockAdmins(tx: Tx): Promise<readonly Admin[]> {
  await sql`LOCK TABLE public.admins IN SHARE ROW EXCLUSIVE MODE`.execute(tx)
  return selectAdmins(tx)
}

/** How many admins may approve an application: from two on, guardians and oracles need both of two. */
export async function countApprovers(db: Db | Tx): Promise<number> {
  const { count } = await db
    .selectFrom('admins')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('removed_at', 'is', null)
    .where('role', 'in', APPROVING_ROLES)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** @throws {@link AdminExistsError} when a live admin has the name, the e-mail address or the wallet. */
export async function insertAdmin(tx: Tx, admin: Omit<Admin, 'id' | 'userId'>): Promise<Admin> {
  try {
    const row = await tx
      .insertInto('admins')
      .values({
        name: admin.name,
        role: admin.role,
        email: admin.email ?? null,
        wallet_address: admin.wallet ?? null,
        created_at: admin.createdAt,
        created_by: admin.createdBy,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    return toAdmin(row)
  } catch (error) {
    for (const [what, constraint] of UNIQUE) {
      if (isUniqueViolation(error, constraint)) throw new AdminExistsError(admin.name, what)
    }
    throw error
  }
}

const UNIQUE = [
  ['name', 'admins_live_name'],
  ['e-mail address', 'admins_live_email'],
  ['wallet', 'admins_live_wallet'],
] as const

export async function updateAdminRole(tx: Tx, id: number, role: AdminRole): Promise<void> {
  await tx.updateTable('admins').set({ role }).where('id', '=', id).execute()
}

export async function markAdminRemoved(tx: Tx, id: number, removedAt: Date): Promise<void> {
  await tx.updateTable('admins').set({ removed_at: removedAt }).where('id', '=', id).execute()
}

function liveAdmins(db: Db | Tx) {
  return db.selectFrom('admins').selectAll().where('removed_at', 'is', null)
}

function toAdmin(row: {
  readonly id: number
  readonly name: string
  readonly role: string
  readonly email: string | null
  readonly wallet_address: string | null
  readonly user_id: string | null
  readonly created_at: Date
  readonly created_by: string
}): Admin {
  return {
    id: row.id,
    name: row.name,
    role: row.role as AdminRole,
    email: row.email ?? undefined,
    wallet: row.wallet_address === null ? undefined : addressSchema.parse(row.wallet_address),
    userId: row.user_id ?? undefined,
    createdAt: row.created_at,
    createdBy: row.created_by,
  }
}

export class AdminExistsError extends Error {
  override readonly name = 'AdminExistsError'
  readonly kind = 'conflict'
  readonly code = 'admin.exists'
  readonly admin: string
  readonly what: 'name' | 'e-mail address' | 'wallet'

  constructor(admin: string, what: AdminExistsError['what']) {
    super(`${admin} was not added: an admin of this ${what} is there already; list them with admins list`)
    this.admin = admin
    this.what = what
  }
}
