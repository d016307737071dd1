import type { Context } from '../context/index.ts'
import type { AdminChange } from './admin-change.ts'
import { selectOpenChanges } from './admin-change-store.ts'
import { requirePermission } from './permissions.ts'

/** What waits for a second person, oldest first. @throws {@link NotAllowedError} */
export async function listAdminChanges(ctx: Context): Promise<readonly AdminChange[]> {
  requirePermission(ctx, 'admins.read')
  return selectOpenChanges(ctx.db)
}
