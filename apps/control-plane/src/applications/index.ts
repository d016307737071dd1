export {
  APPLICATION_STATUSES,
  type Application,
  type ApplicationStatus,
  type CompleteApplication,
} from './application.ts'
export { approveApplication } from './approve-application.ts'
export { applicationJobs } from './jobs.ts'
export { listApplications, showApplication } from './list-applications.ts'
export { greeting } from './mails.ts'
export { rejectApplication } from './reject-application.ts'
export { applicationsRouter } from './router.ts'
export { getApplication } from './store.ts'
export { applicationRoutes } from './webhook.ts'
