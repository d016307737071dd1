import { z } from 'zod'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { adminNameSchema } from './admin.ts'
import type { AdminOutcome } from './admin-change.ts'
import { changeAdmin } from './change-admin.ts'
import { getLiveAdmin } from './get-admin.ts'
import { requirePermission } from './permissions.ts'
import { lockAdmins } from './store.ts'

export const removeAdminSchema = z.object({ name: adminNameSchema })

/**
 * Takes an admin's rights away, with the next request; what they did stays under their name. Where it takes a second
 * person, the account is suspended until then and still counts as an approver's.
 *
 * @throws {@link NotAllowedError}, {@link AdminNotFoundError}, {@link LastOwnerError}, {@link AdminChangeOpenError}.
 */
export async function removeAdmin(
  ctx: Context,
  input: z.input<typeof removeAdminSchema>,
): Promise<AdminOutcome> {
  requirePermission(ctx, 'admins.write')
  const { name } = parseInput(removeAdminSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const { role } = getLiveAdmin(live, name)
    return changeAdmin(tx, ctx, { admin: name, before: role, after: undefined }, live)
  })
}
