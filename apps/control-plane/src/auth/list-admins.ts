import type { Context } from '../context/index.ts'
import type { Admin } from './admin.ts'
import { requirePermission } from './permissions.ts'
import { selectAdmins } from './store.ts'

/** The admins who were not removed, oldest first. @throws {@link NotAllowedError} */
export async function listAdmins(ctx: Context): Promise<readonly Admin[]> {
  requirePermission(ctx, 'admins.read')
  return selectAdmins(ctx.db)
}
