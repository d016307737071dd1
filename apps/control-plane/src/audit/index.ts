export { audit } from './audit.ts'
export { type AuditHead, type AuditVerdict, verifyAuditLog } from './verify-audit-log.ts'
