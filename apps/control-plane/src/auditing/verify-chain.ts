import { type AuditVerdict, verifyAuditLog } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'

/**
 * Walks the whole audit log for an admin and says whether it is whole.
 *
 * @throws {@link NotAllowedError}
 */
export async function verifyChain(ctx: Context): Promise<AuditVerdict> {
  requirePermission(ctx, 'audit.read')
  return verifyAuditLog(ctx.db)
}
