import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { deleteSessions, type SignedIn } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'

export const revokeOwnSessionsSchema = z.object({ sessionId: z.string().max(64).optional() })

/** Ends one's own sessions, this one included, or one of them. @returns How many there were. */
export async function revokeOwnSessions(
  ctx: Context,
  { userId, actor }: SignedIn,
  input: z.input<typeof revokeOwnSessionsSchema>,
): Promise<number> {
  const { sessionId } = parseInput(revokeOwnSessionsSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const sessions = await deleteSessions(tx, { userId, sessionId })
    await audit(tx, ctx, { action: 'session.revoked', subject: describeActor(actor), details: { sessions } })
    return sessions
  })
}

/** Ends the session that somebody signs out of. */
export async function logOut(ctx: Context, { userId, sessionId, actor }: SignedIn): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await deleteSessions(tx, { userId, sessionId })
    if (actor.type === 'admin')
      await audit(tx, ctx, { action: 'admin.logged-out', subject: `admin:${actor.name}` })
  })
}
