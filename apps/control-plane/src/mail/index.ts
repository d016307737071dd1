export { type Mail, queueMail } from './queue-mail.ts'
export { type FillPlaceholders, mailJobs, requeueKeptMail } from './send-mail.ts'
