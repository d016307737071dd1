import { z } from 'zod'
import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Admin, adminNameSchema, adminRoleSchema, requireAnotherOwner } from './admin.ts'
import { getLiveAdmin } from './get-admin.ts'
import { requirePermission } from './permissions.ts'
import { lockAdmins, updateAdminRole } from './store.ts'

export const setAdminRoleSchema = z.object({ name: adminNameSchema, role: adminRoleSchema })

/**
 * Gives an admin another role, in force with the next request.
 *
 * @throws {@link NotAllowedError}, {@link AdminNotFoundError}, {@link LastOwnerError}.
 */
export async function setAdminRole(ctx: Context, input: z.input<typeof setAdminRoleSchema>): Promise<Admin> {
  requirePermission(ctx, 'admins.write')
  const { name, role } = parseInput(setAdminRoleSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const admin = getLiveAdmin(live, name)
    if (admin.role === role) return admin
    requireAnotherOwner(admin, live)
    await updateAdminRole(tx, admin.id, role)
    await audit(tx, ctx, {
      action: 'admin.role-changed',
      subject: `admin:${name}`,
      details: { before: admin.role, after: role },
    })
    return { ...admin, role }
  })
}
