export { modelJobs, renewTimestampNow } from './jobs.ts'
export { ModelVersionBeacon } from './model-version-beacon.ts'
export { modelRouter } from './router.ts'
export { modelRoutes } from './routes.ts'
