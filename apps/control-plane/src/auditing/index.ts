export { getAuditLog } from './get-audit-log.ts'
export { auditingRouter } from './router.ts'
export type { AuditLogEntry } from './store.ts'
