export { type Mail, queueMail } from './queue-mail.ts'
export { type FillPlaceholders, MailNotSentError, mailJobs, requeueKeptMail } from './send-mail.ts'
