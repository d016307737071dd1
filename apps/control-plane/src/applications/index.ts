export {
  type Answers,
  APPLICATION_STATUSES,
  type Application,
  type ApplicationSource,
  type ApplicationStatus,
  type CompleteApplication,
} from './application.ts'
export { approveApplication } from './approve-application.ts'
export { listApplications, showApplication } from './list-applications.ts'
export { rejectApplication } from './reject-application.ts'
export { rereadApplication } from './reread-application.ts'
export { applicationsRouter } from './router.ts'
export { getApplication } from './store.ts'
export { submitApplication } from './submit-application.ts'
