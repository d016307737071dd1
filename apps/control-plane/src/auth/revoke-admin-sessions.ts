import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { getAdminByName } from './get-admin.ts'
import { requirePermission } from './permissions.ts'
import { deleteSessions } from './session-store.ts'

export const revokeAdminSessionsSchema = z.object({
  name: z.string().max(40),
  /** Left out: all of them. */
  sessionId: z.string().max(64).optional(),
})

/**
 * Ends an admin's sessions, or one of them, with the next request. @returns How many there were.
 *
 * @throws {@link NotAllowedError}, {@link AdminNotFoundError}.
 */
export async function revokeAdminSessions(
  ctx: Context,
  input: z.input<typeof revokeAdminSessionsSchema>,
): Promise<number> {
  requirePermission(ctx, 'admins.write')
  const { name, sessionId } = parseInput(revokeAdminSessionsSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const { userId } = await getAdminByName(tx, name)
    if (!userId) return 0
    const sessions = await deleteSessions(tx, { userId, sessionId })
    await audit(tx, ctx, { action: 'session.revoked', subject: `admin:${name}`, details: { sessions } })
    return sessions
  })
}
