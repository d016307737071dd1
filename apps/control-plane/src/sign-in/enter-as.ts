import { audit } from '../audit/index.ts'
import { linkAdminToUser, lockAdminOf } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'

const HOUR_MS = 3_600_000
const ADMIN_SESSION_MS = 12 * HOUR_MS
const PERSON_SESSION_MS = 7 * 24 * HOUR_MS

/** How somebody signed in, by the library's endpoint. */
export const WAYS: Readonly<Record<string, string>> = {
  '/magic-link/verify': 'mailed link',
  '/siwe/verify': 'wallet',
}

/**
 * Decides, just before a session is opened, whose it is and how long it lasts. Whoever proved the address or the
 * wallet of an admin is from then on that admin, whichever way they come; the log has it before the session exists.
 */
export async function enterAs(
  ctx: Context,
  userId: string,
  by: string,
): Promise<{ userId: string; expiresAt: Date; createdAt: Date; updatedAt: Date }> {
  const now = ctx.clock.now()
  const opened = { createdAt: new Date(now), updatedAt: new Date(now) }
  return inTransaction(ctx.db, async (tx) => {
    const admin = await lockAdminOf(tx, userId)
    if (!admin) return { userId, expiresAt: new Date(now + PERSON_SESSION_MS), ...opened }
    if (!admin.userId) await linkAdminToUser(tx, admin.id, userId)
    const actor = { type: 'admin', name: admin.name, role: admin.role } as const
    await audit(
      tx,
      { ...ctx, actor },
      {
        action: 'admin.logged-in',
        subject: `admin:${admin.name}`,
        details: { by },
      },
    )
    return { userId: admin.userId ?? userId, expiresAt: new Date(now + ADMIN_SESSION_MS), ...opened }
  })
}
