export { telemetryJobs } from './jobs.ts'
export { telemetryRoutes } from './routes.ts'
