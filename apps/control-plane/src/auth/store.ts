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

/** How many admins may approve an application, suspended ones too: from two on, guardians and oracles need both of two. */
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
export async function insertAdmin(
  tx: Tx,
  admin: Omit<Admin, 'id' | 'userId' | 'isSuspended'>,
): Promise<Admin> {
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

/** @param at - Null to let them in again. */
export async function setSuspended(tx: Tx, id: number, at: Date | null): Promise<void> {
  await tx.updateTable('admins').set({ suspended_at: at }).where('id', '=', id).execute()
}

/** The admin whom a person signs in as: the one who did before, else the one whose address or wallet they proved. */
export async function lockAdminOf(tx: Tx, userId: string): Promise<Admin | undefined> {
  const row = await liveAdmins(tx)
    .where('suspended_at', 'is', null)
    .where((by) =>
      by.or([
        by('user_id', '=', userId),
        by(
          'email',
          '=',
          by
            .selectFrom('auth_users')
            .select('auth_users.email')
            .where('auth_users.id', '=', userId)
            .where('email_verified', '=', true),
        ),
        by(
          sql<string>`lower(wallet_address)`,
          'in',
          by
            .selectFrom('auth_wallets')
            .select(sql<string>`lower(address)`.as('address'))
            .where('auth_wallets.user_id', '=', userId),
        ),
      ]),
    )
    .orderBy(sql`user_id IS NOT DISTINCT FROM ${userId}`, 'desc')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  return row && toAdmin(row)
}

/** From now on this person signs in as this admin. */
export async function linkAdminToUser(tx: Tx, id: number, userId: string): Promise<void> {
  await tx.updateTable('admins').set({ user_id: userId }).where('id', '=', id).execute()
}

/** Makes a person of whom no address was proven. */
export async function insertUser(tx: Tx, user: { id: string; name: string; at: Date }): Promise<void> {
  await tx
    .insertInto('auth_users')
    .values({
      id: user.id,
      name: user.name,
      email: `${user.id}@login-link.invalid`,
      email_verified: false,
      created_at: user.at,
      updated_at: user.at,
    })
    .execute()
}

export async function insertLoginLink(
  tx: Tx,
  link: {
    readonly tokenHash: string
    readonly admin: string
    readonly role: AdminRole
    readonly mintedAt: Date
    readonly expiresAt: Date
  },
): Promise<void> {
  await tx
    .insertInto('admin_login_links')
    .values({
      token_hash: link.tokenHash,
      admin: link.admin,
      role: link.role,
      minted_at: link.mintedAt,
      expires_at: link.expiresAt,
    })
    .execute()
}

/** Uses a login link up. @returns Whose it was, locked; undefined when it is used, expired, unknown or of a removed admin. */
export async function takeLoginLink(tx: Tx, tokenHash: string, now: Date): Promise<Admin | undefined> {
  const link = await tx
    .updateTable('admin_login_links')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning(['admin', 'minted_at'])
    .executeTakeFirst()
  if (!link) return undefined
  const row = await liveAdmins(tx)
    .where('name', '=', link.admin)
    .where('suspended_at', 'is', null)
    .where('created_at', '<=', link.minted_at)
    .forUpdate()
    .executeTakeFirst()
  return row && toAdmin(row)
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
  readonly suspended_at: Date | null
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
    isSuspended: row.suspended_at !== null,
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
