import { createTransport } from 'nodemailer'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { doJob, enqueue, type Job } from '../jobs/index.ts'
import { fillPlaceholders } from './fill-placeholders.ts'
import { sendMailJob } from './queue-mail.ts'

const NO_SMTP = 'kept: SMTP_URL is not set'

/** Makes what a type of mail leaves open, a one-time link for instance, from the mail's reference. */
export type FillPlaceholders = (
  reference: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, string>>>

/**
 * Sends queued mails over SMTP; a mail that the server refuses is tried again for three days. Without `SMTP_URL` mails
 * are kept, and sent by {@link requeueKeptMail} once there is one.
 *
 * @param fillers - By type of mail.
 */
export function mailJobs(
  services: Services,
  fillers: Readonly<Record<string, FillPlaceholders>>,
): readonly Job[] {
  const { config, db, clock, log } = services
  const transport = config.mail.smtpUrl ? createTransport(config.mail.smtpUrl) : undefined
  if (!transport) log.info('SMTP_URL is not set: mails to operators are kept in operator_notifications')

  const note = (
    id: string,
    change: { sent_at?: Date; sent_successfully?: boolean; error_message: string | null },
  ) => db.updateTable('operator_notifications').set(change).where('id', '=', id).execute()

  return [
    doJob(sendMailJob, async ({ notificationId }) => {
      const mail = await db
        .selectFrom('operator_notifications')
        .selectAll()
        .where('id', '=', notificationId)
        .where('sent_successfully', '=', false)
        .executeTakeFirst()
      if (!mail) return
      if (!transport) return void (await note(mail.id, { error_message: NO_SMTP }))
      const values = await fillers[mail.notification_type]?.(
        mail.reference as Readonly<Record<string, unknown>>,
      )
      const { text, html } = fillPlaceholders({ text: mail.body, html: mail.body_html }, values ?? {})
      try {
        await transport.sendMail({
          from: config.mail.from,
          ...(config.mail.replyTo ? { replyTo: config.mail.replyTo } : {}),
          // An object, since a text would be read as a list of addresses.
          to: { name: '', address: mail.operator_email },
          subject: mail.subject,
          text,
          ...(html === null ? {} : { html }),
          textEncoding: 'quoted-printable',
          date: new Date(clock.now()),
          messageId: `<notification-${mail.id}@${new URL(config.publicUrl).hostname}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          disableFileAccess: true,
          disableUrlAccess: true,
        })
      } catch (cause) {
        const refusal = new MailNotSentError(mail.id, cause)
        await note(mail.id, { error_message: refusal.reason })
        throw refusal
      }
      await note(mail.id, { sent_at: new Date(clock.now()), sent_successfully: true, error_message: null })
    }),
  ]
}

/** Queues the mails that were kept while there was no SMTP server. */
export async function requeueKeptMail({ config, db }: Services): Promise<void> {
  if (!config.mail.smtpUrl) return
  await inTransaction(db, async (tx) => {
    const kept = await tx
      .updateTable('operator_notifications')
      .set({ error_message: null })
      .where('sent_successfully', '=', false)
      .where('error_message', '=', NO_SMTP)
      .returning('id')
      .execute()
    for (const { id } of kept) await enqueue(tx, sendMailJob, { notificationId: id }, { key: `mail:${id}` })
  })
}

/** The server's words only: nodemailer's own errors quote the message that was sent. */
export class MailNotSentError extends Error {
  override readonly name = 'MailNotSentError'
  readonly kind = 'unavailable'
  readonly code = 'mail.not-sent'
  readonly reason: string

  constructor(notificationId: string, cause: unknown) {
    const { code, response } = cause as { code?: unknown; response?: unknown }
    const reason = `${String(code ?? 'error')} ${String(response ?? '')}`.trim().slice(0, 500)
    super(`mail ${notificationId} was not sent (${reason}); it is tried again`)
    this.reason = reason
  }
}
