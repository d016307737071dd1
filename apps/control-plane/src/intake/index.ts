export { intakeJobs } from './jobs.ts'
export { intakeRoutes } from './webhook.ts'
