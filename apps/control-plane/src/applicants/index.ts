export { applicantJobs } from './jobs.ts'
export { applicantRouter } from './router.ts'
