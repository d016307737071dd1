export { type AuditEntry, audit, findAuditBreak, findAuditHead } from './audit.ts'
