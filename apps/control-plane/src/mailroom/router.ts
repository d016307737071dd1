import { procedure, router } from '../trpc.ts'
import { getMailStats } from './get-mail-stats.ts'
import { listMails, listMailsSchema } from './list-mails.ts'
import { oneMailSchema, previewMail } from './preview-mail.ts'
import { resendMail } from './resend-mail.ts'

/** The outbox's part of the `admin` router. */
export const mailroomRouter = router({
  getMails: procedure.input(listMailsSchema).query(({ ctx, input }) => listMails(ctx.ctx, input)),
  getMail: procedure.input(oneMailSchema).query(({ ctx, input }) => previewMail(ctx.ctx, input)),
  getMailStats: procedure.query(({ ctx }) => getMailStats(ctx.ctx)),
  resendMail: procedure.input(oneMailSchema).mutation(({ ctx, input }) => resendMail(ctx.ctx, input)),
})
