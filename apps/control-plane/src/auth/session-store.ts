import type { Db, Tx } from '../db/index.ts'
import { type SignedIn, toSignedIn } from './session.ts'

/** Who a session belongs to; undefined when it is unknown, over or revoked. */
export async function findSignedIn(db: Db | Tx, token: string, now: Date): Promise<SignedIn | undefined> {
  const row = await db
    .selectFrom('auth_sessions')
    .innerJoin('auth_users', 'auth_users.id', 'auth_sessions.user_id')
    .leftJoin('admins', (join) =>
      join
        .onRef('admins.user_id', '=', 'auth_users.id')
        .on('admins.removed_at', 'is', null)
        .on('admins.suspended_at', 'is', null),
    )
    .select(({ selectFrom }) => [
      'auth_sessions.id',
      'auth_sessions.user_id',
      'auth_users.email',
      'auth_users.email_verified',
      'admins.name as admin',
      'admins.role as admin_role',
      'admins.email as admin_email',
      'admins.wallet_address as admin_wallet',
      selectFrom('auth_wallets')
        .select('address')
        .whereRef('auth_wallets.user_id', '=', 'auth_users.id')
        .orderBy('created_at')
        .limit(1)
        .as('wallet'),
    ])
    .where('auth_sessions.token', '=', token)
    .where('auth_sessions.expires_at', '>', now)
    .executeTakeFirst()
  return row && toSignedIn(row)
}

/** A session as whoever looks after it sees it. */
export interface Session {
  readonly id: string
  readonly userId: string
  readonly openedAt: Date
  readonly expiresAt: Date
  /** As the browser named itself. */
  readonly browser: string
}

/** The sessions of one person that are not over, newest first. */
export async function selectSessions(db: Db | Tx, userId: string, now: Date): Promise<readonly Session[]> {
  const rows = await db
    .selectFrom('auth_sessions')
    .select(['id', 'user_id', 'created_at', 'expires_at', 'user_agent'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    userId: row.user_id,
    openedAt: row.created_at,
    expiresAt: row.expires_at,
    browser: row.user_agent ?? '',
  }))
}

/** Ends the sessions of one person, or one of them. @returns How many there were. */
export async function deleteSessions(
  tx: Tx,
  of: { userId: string; sessionId?: string | undefined },
): Promise<number> {
  const result = await tx
    .deleteFrom('auth_sessions')
    .where('user_id', '=', of.userId)
    .$if(of.sessionId !== undefined, (query) => query.where('id', '=', of.sessionId ?? ''))
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}

/** Deletes the sessions, challenges and counts whose time is over, and links and nonces that nobody used. */
export async function deleteExpired(db: Db, now: Date): Promise<void> {
  await db.deleteFrom('auth_sessions').where('expires_at', '<=', now).execute()
  await db.deleteFrom('auth_verifications').where('expires_at', '<=', now).execute()
  await db.deleteFrom('auth_challenges').where('expires_at', '<=', now).execute()
  await db.deleteFrom('auth_limits').where('window_ends_at', '<=', now).execute()
}
