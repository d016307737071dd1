export { answerInformation, answerInformationSchema } from './answer-information.ts'
export { applicationIdSchema, longWordsSchema, seenSchema } from './answer-schemas.ts'
export {
  type Answers,
  APPLICATION_STATUSES,
  type Application,
  type ApplicationSource,
  type ApplicationStatus,
  type CompleteApplication,
  isOpen,
} from './application.ts'
export { type Approval, type ApprovalRule, approvalRule } from './approval.ts'
export {
  approveApplication,
  approveApplicationSchema,
  type OnApproved,
  takeSeat,
} from './approve-application.ts'
export { addBusinessMs, businessDays, businessMsBetween } from './business-time.ts'
export { correctApplication, correctApplicationSchema } from './correct-application.ts'
export { createApplication, createApplicationSchema } from './create-application.ts'
export {
  approvedMail,
  fillInformation,
  INFORMATION,
  informationMail,
  receivedMail,
  rejectedMail,
} from './mails.ts'
export { mayConfirm } from './may-confirm.ts'
export { previewRejection, previewRejectionSchema } from './preview-rejection.ts'
export { rejectApplication, rejectApplicationSchema } from './reject-application.ts'
export { REJECTION_CODES, type RejectionCode } from './rejection.ts'
export { requestInformation, requestInformationSchema } from './request-information.ts'
export { rereadApplication } from './reread-application.ts'
export {
  countSeats,
  getApplication,
  getTwoPersonTiers,
  listApprovals,
  lockApplication,
  OF_APPROVER,
  toApplication,
} from './store.ts'
export { submitApplication } from './submit-application.ts'
export { withdrawApplication, withdrawApplicationSchema } from './withdraw-application.ts'
