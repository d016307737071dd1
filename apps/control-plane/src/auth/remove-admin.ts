import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Admin, adminNameSchema, requireAnotherOwner } from './admin.ts'
import { getLiveAdmin } from './get-admin.ts'
import { requirePermission } from './permissions.ts'
import { deleteSessions } from './session-store.ts'
import { lockAdmins, markAdminRemoved } from './store.ts'

export const removeAdminSchema = z.object({ name: adminNameSchema })

/**
 * Takes an admin's rights away, with the next request; what they did stays under their name.
 *
 * @throws {@link NotAllowedError}, {@link AdminNotFoundError}, {@link LastOwnerError}.
 */
export async function removeAdmin(ctx: Context, input: z.input<typeof removeAdminSchema>): Promise<Admin> {
  requirePermission(ctx, 'admins.write')
  const { name } = parseInput(removeAdminSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const admin = getLiveAdmin(live, name)
    requireAnotherOwner(admin, live)
    await markAdminRemoved(tx, admin.id, new Date(ctx.clock.now()))
    if (admin.userId) await deleteSessions(tx, { userId: admin.userId })
    await audit(tx, ctx, { action: 'admin.removed', subject: `admin:${name}`, details: { id: admin.id } })
    return admin
  })
}
