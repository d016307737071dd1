export { modelJobs, renewTimestampNow } from './jobs.ts'
export { modelRouter } from './router.ts'
export { modelRoutes } from './routes.ts'
