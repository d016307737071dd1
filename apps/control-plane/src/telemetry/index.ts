export { ForeignTelemetryError, fileTelemetry } from './file-telemetry.ts'
export { telemetryJobs } from './jobs.ts'
export { telemetryRoutes } from './routes.ts'
