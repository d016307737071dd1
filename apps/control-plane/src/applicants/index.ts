export { eraseApplication } from './erase-application.ts'
export { applicantJobs } from './jobs.ts'
export { ERASURE, erasureMail, fillErasure } from './request-erasure.ts'
export { applicantRouter, erasureRouter } from './router.ts'
