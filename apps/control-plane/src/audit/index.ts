export { audit, findAuditBreak } from './audit.ts'
