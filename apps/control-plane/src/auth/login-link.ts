import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import type { Admin } from './admin.ts'
import { requirePermission } from './permissions.ts'
import { insertLoginLink } from './store.ts'
import { keyedHash, mintToken } from './token.ts'

const LINK_LIFE_MS = 24 * 3_600_000

/**
 * Mints a login link's one-time token for an admin; good for a day. Only its keyed hash is kept.
 *
 * @throws {@link NotAllowedError} for an actor that is neither the system nor may write admins.
 */
export async function mintLoginToken(
  ctx: Context,
  pepper: string,
  { name, role }: Pick<Admin, 'name' | 'role'>,
): Promise<string> {
  if (ctx.actor.type !== 'system') requirePermission(ctx, 'admins.write')
  const token = mintToken(ctx.randomBytes)
  const now = ctx.clock.now()
  await inTransaction(ctx.db, async (tx) => {
    await insertLoginLink(tx, {
      tokenHash: keyedHash(pepper, token),
      admin: name,
      role,
      mintedAt: new Date(now),
      expiresAt: new Date(now + LINK_LIFE_MS),
    })
    await audit(tx, ctx, {
      action: 'admin.login-link-minted',
      subject: `admin:${name}`,
      details: { role },
    })
  })
  return token
}
