import { z } from 'zod'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { adminNameSchema, adminRoleSchema } from './admin.ts'
import type { AdminOutcome } from './admin-change.ts'
import { changeAdmin } from './change-admin.ts'
import { getLiveAdmin } from './get-admin.ts'
import { requirePermission } from './permissions.ts'
import { lockAdmins } from './store.ts'

export const setAdminRoleSchema = z.object({ name: adminNameSchema, role: adminRoleSchema })

/**
 * Gives an admin another role, in force with the next request. A role that approves, given or taken away, is put
 * forward for a second person, once two approve.
 *
 * @throws {@link NotAllowedError}, {@link AdminNotFoundError}, {@link LastOwnerError}, {@link AdminChangeOpenError}.
 */
export async function setAdminRole(
  ctx: Context,
  input: z.input<typeof setAdminRoleSchema>,
): Promise<AdminOutcome> {
  requirePermission(ctx, 'admins.write')
  const { name, role } = parseInput(setAdminRoleSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const admin = getLiveAdmin(live, name)
    if (admin.role === role) return { state: 'applied', admin }
    return changeAdmin(tx, ctx, { admin: name, before: admin.role, after: role }, live)
  })
}
