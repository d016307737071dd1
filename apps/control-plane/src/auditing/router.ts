import { procedure, router } from '../trpc.ts'
import { getAuditLog, getAuditLogSchema } from './get-audit-log.ts'
import { verifyChain } from './verify-chain.ts'

/** The audit log's part of the `admin` router. */
export const auditingRouter = router({
  getAuditLog: procedure.input(getAuditLogSchema).query(({ ctx, input }) => getAuditLog(ctx.ctx, input)),
  verifyAuditLog: procedure.query(({ ctx }) => verifyChain(ctx.ctx)),
})
