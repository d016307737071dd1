import { audit } from '../audit/index.ts'
import type { Actor, AdminRole, Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { requirePermission } from './permissions.ts'
import { findAdminByName } from './store.ts'
import { keyedHash, mintToken } from './token.ts'

const LINK_LIFE_MS = 24 * 3_600_000
const SESSION_LIFE_MS = 12 * 3_600_000

/** An admin as a session knows it. */
type SignedInAdmin = Extract<Actor, { type: 'admin' }>

/**
 * Mints a link's one-time login token for an admin; good for a day. Only its hash is kept.
 *
 * @throws {@link NotAllowedError} for an actor that is neither the system nor may write admins.
 */
export async function mintLoginToken(
  ctx: Context,
  pepper: string,
  admin: { readonly name: string; readonly role: AdminRole },
): Promise<string> {
  if (ctx.actor.type !== 'system') requirePermission(ctx, 'admins.write')
  const token = mintToken(ctx.randomBytes)
  await inTransaction(ctx.db, async (tx) => {
    await tx
      .insertInto('admin_login_links')
      .values({
        token_hash: keyedHash(pepper, token),
        admin: admin.name,
        role: admin.role,
        minted_at: new Date(ctx.clock.now()),
        expires_at: new Date(ctx.clock.now() + LINK_LIFE_MS),
      })
      .execute()
    await audit(tx, ctx, {
      action: 'admin.login-link-minted',
      subject: `admin:${admin.name}`,
      details: { role: admin.role },
    })
  })
  return token
}

/**
 * Trades a login token for a session; the token is good once.
 *
 * @throws {@link LoginRefusedError} for a token that is unknown, used or expired.
 */
export async function logIn(
  ctx: Context,
  pepper: string,
  token: string,
): Promise<{ readonly session: string; readonly admin: SignedInAdmin; readonly expiresAt: Date }> {
  const now = new Date(ctx.clock.now())
  return inTransaction(ctx.db, async (tx) => {
    const link = await tx
      .updateTable('admin_login_links')
      .set({ used_at: now })
      .where('token_hash', '=', keyedHash(pepper, token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(['admin', 'role'])
      .executeTakeFirst()
    if (!link) throw new LoginRefusedError()
    const session = mintToken(ctx.randomBytes)
    const expiresAt = new Date(ctx.clock.now() + SESSION_LIFE_MS)
    await tx
      .insertInto('admin_sessions')
      .values({
        token_hash: keyedHash(pepper, session),
        admin: link.admin,
        role: link.role,
        created_at: now,
        expires_at: expiresAt,
      })
      .execute()
    const live = await findAdminByName(tx, link.admin)
    if (!live) throw new LoginRefusedError()
    const admin = { type: 'admin', name: live.name, role: live.role } as const
    await audit(tx, { ...ctx, actor: admin }, { action: 'admin.logged-in', subject: `admin:${link.admin}` })
    return { session, admin, expiresAt }
  })
}

/** Who a session belongs to; undefined when it is unknown, over or revoked. */
export async function findAdmin(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  pepper: string,
  session: string,
): Promise<SignedInAdmin | undefined> {
  const row = await db
    .selectFrom('admin_sessions')
    .select(['admin'])
    .where('token_hash', '=', keyedHash(pepper, session))
    .where('expires_at', '>', new Date(clock.now()))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  const admin = row && (await findAdminByName(db, row.admin))
  return admin && { type: 'admin', name: admin.name, role: admin.role }
}

/** Ends a session; harmless when it has ended already. */
export async function logOut(ctx: Context, pepper: string, session: string): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const ended = await tx
      .updateTable('admin_sessions')
      .set({ revoked_at: new Date(ctx.clock.now()) })
      .where('token_hash', '=', keyedHash(pepper, session))
      .where('revoked_at', 'is', null)
      .returning('admin')
      .executeTakeFirst()
    if (ended) await audit(tx, ctx, { action: 'admin.logged-out', subject: `admin:${ended.admin}` })
  })
}

export class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError'
  readonly kind = 'unauthenticated'
  readonly code = 'auth.login-refused'

  constructor() {
    super(
      'this login link was used, has expired or never existed; ask for a new one where the control plane was started',
    )
  }
}
