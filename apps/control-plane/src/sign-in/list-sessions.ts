import { z } from 'zod'
import {
  findAdminByName,
  requirePermission,
  type Session,
  type SignedIn,
  selectSessions,
} from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'

export const listAdminSessionsSchema = z.object({ name: z.string().max(40) })

/** The sessions of an admin that are not over, newest first. @throws {@link NotAllowedError} */
export async function listAdminSessions(
  ctx: Context,
  input: z.input<typeof listAdminSessionsSchema>,
): Promise<readonly Session[]> {
  requirePermission(ctx, 'admins.write')
  const { name } = parseInput(listAdminSessionsSchema, input)
  const admin = await findAdminByName(ctx.db, name)
  return admin?.userId ? selectSessions(ctx.db, admin.userId, new Date(ctx.clock.now())) : []
}

/** One's own sessions, newest first, with a mark on the one that asks. */
export async function listOwnSessions(
  ctx: Context,
  { userId, sessionId }: SignedIn,
): Promise<readonly (Session & { readonly isThisOne: boolean })[]> {
  const sessions = await selectSessions(ctx.db, userId, new Date(ctx.clock.now()))
  return sessions.map((session) => ({ ...session, isThisOne: session.id === sessionId }))
}
