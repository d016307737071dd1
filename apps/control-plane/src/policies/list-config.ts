import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import type { Policy } from './policy.ts'
import { listPolicies } from './store.ts'

/** The policies in force, and what is proposed for them. @throws {@link NotAllowedError} */
export async function listConfig(ctx: Context): Promise<Policy[]> {
  requirePermission(ctx, 'config.read')
  return listPolicies(ctx.db)
}
