export { audit } from './audit.ts'
export { type AuditHead, verifyAuditLog } from './verify-audit-log.ts'
