/** @public Who erases a person calls it. */
export { forgetDeliveries } from './forget-deliveries.ts'
export { intakeJobs } from './jobs.ts'
export { intakeRouter } from './router.ts'
export { intakeRoutes } from './webhook.ts'
