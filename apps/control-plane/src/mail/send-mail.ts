import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { isKnownError } from '../errors/index.ts'
import { doJob, type Job } from '../jobs/index.ts'
import { fillPlaceholders, hasPlaceholders } from './fill-placeholders.ts'
import { isTriedAgain } from './mail-state.ts'
import { enqueueMail, sendMailJob } from './queue-mail.ts'
import { openSmtp, type Refusal, readRefusal, type SendOverSmtp } from './smtp.ts'
import { beginAttempt, type KeptMail, saveFailure, saveKept, saveSent, takeKept } from './store.ts'

/**
 * Makes what a type of mail leaves open, a one-time link for instance, from the mail's reference, and from its
 * address, which stands there as `to`. An error of kind `conflict` or `not-found` says that there is nothing to send
 * any more: the mail is a dead letter at once.
 */
export type FillPlaceholders = (
  reference: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, string>>>

/**
 * Sends queued mails over SMTP. What fails is tried again for three days; what a server refuses for good, and what
 * failed to the last, is a dead letter. Without `SMTP_URL` mails are kept, and sent by {@link requeueKeptMail} once
 * there is one.
 *
 * At least once: a process that dies between the server's yes and our note sends the mail again.
 *
 * @param fillers - By type of mail.
 */
export function mailJobs(
  services: Services,
  fillers: Readonly<Record<string, FillPlaceholders>>,
): readonly Job[] {
  const { config, db, clock, log } = services
  const smtp = config.mail.smtpUrl ? openSmtp(config.mail.smtpUrl) : undefined
  if (!smtp) log.info('SMTP_URL is not set: mails to operators are kept in operator_notifications')

  return [
    doJob(sendMailJob, async ({ notificationId }) => {
      const now = () => new Date(clock.now())
      if (!smtp) return saveKept(db, notificationId, now())
      const mail = await beginAttempt(db, notificationId, now())
      if (!mail) return
      const refusal = await attempt(services, smtp, fillers[mail.type], mail)
      if (!refusal) return saveSent(db, mail.id, now())
      const again = isTriedAgain(mail.attempts, refusal.isFinal)
      await saveFailure(db, mail.id, refusal.words, again ? undefined : now())
      if (again) throw new MailNotSentError(mail, refusal)
      const { type, attempts } = mail
      log.warn({ notificationId, type, attempts, code: refusal.code }, 'a mail is a dead letter now')
    }),
  ]
}

/** Queues the mails that were kept while there was no SMTP server. */
export async function requeueKeptMail({ config, db }: Services): Promise<void> {
  if (!config.mail.smtpUrl) return
  await inTransaction(db, async (tx) => {
    for (const id of await takeKept(tx)) await enqueueMail(tx, id)
  })
}

/** Fills in and hands over. @returns Why it failed; undefined once the server has the message. */
async function attempt(
  services: Services,
  smtp: SendOverSmtp,
  fill: FillPlaceholders | undefined,
  mail: KeptMail,
): Promise<Refusal | undefined> {
  let values: Readonly<Record<string, string>>
  let bodies: KeptMail['bodies']
  try {
    values = (await fill?.({ ...mail.reference, to: mail.to })) ?? {}
    bodies = fillPlaceholders(mail.bodies, values)
  } catch (cause) {
    return readFillingFailure(services, mail, cause)
  }
  try {
    await smtp(messageOf(services, mail, bodies))
    return undefined
  } catch (cause) {
    return readRefusal(cause, Object.values(values))
  }
}

function readFillingFailure({ log }: Services, { id, type }: KeptMail, cause: unknown): Refusal {
  if (isKnownError(cause)) {
    const isFinal = cause.kind === 'conflict' || cause.kind === 'not-found'
    return { code: cause.code, words: cause.code, isFinal }
  }
  log.error({ err: cause, notificationId: id, type }, 'the placeholders of a mail could not be filled in')
  return { code: 'mail.not-filled', words: 'mail.not-filled', isFinal: false }
}

function messageOf({ config, clock }: Services, mail: KeptMail, { text, html }: KeptMail['bodies']) {
  return {
    from: config.mail.from,
    ...(config.mail.replyTo ? { replyTo: config.mail.replyTo } : {}),
    // An object, since a text would be read as a list of addresses.
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text,
    ...(html === null ? {} : { html }),
    textEncoding: 'quoted-printable',
    date: new Date(clock.now()),
    messageId: messageIdOf(mail, config.publicUrl),
    headers: { 'Auto-Submitted': 'auto-generated' },
  } as const
}

/**
 * The same at every attempt, so that a mail program which got two shows one: unless the mail has placeholders. Then the
 * later one carries the link that is good, and must not be taken for the earlier.
 */
function messageIdOf({ id, attempts, bodies }: KeptMail, publicUrl: string): string {
  const name = hasPlaceholders(bodies) ? `notification-${id}.${attempts}` : `notification-${id}`
  return `<${name}@${new URL(publicUrl).hostname}>`
}

/** Says nothing of the server's words, which may name the recipient: they stand with the mail. */
export class MailNotSentError extends Error {
  override readonly name = 'MailNotSentError'
  readonly kind = 'unavailable'
  readonly code = 'mail.not-sent'
  readonly notificationId: string

  constructor({ id, type, attempts }: KeptMail, { code }: Refusal) {
    super(`mail ${id} (${type}) was not sent at attempt ${attempts} (${code}); it is tried again`)
    this.notificationId = id
  }
}
