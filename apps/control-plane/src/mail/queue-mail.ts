import { z } from 'zod'
import type { Tx } from '../db/index.ts'
import { declareJob, enqueue } from '../jobs/index.ts'
import { type Letter, renderText, subjectOf } from './letter.ts'
import { MOST_ATTEMPTS } from './mail-state.ts'
import type { MailType } from './mail-type.ts'
import { renderHtml } from './render-html.ts'
import { insertMail } from './store.ts'

export const sendMailJob = declareJob('mail.send', z.object({ notificationId: z.string() }))

/** A mail to one person. A placeholder in its letter is filled in while it is being sent. */
export interface Mail {
  /** The application it is about; left out for a mail about none, a login link for instance. */
  readonly applicationId?: number | undefined
  readonly to: string
  /** Chooses who fills the placeholders. */
  readonly type: MailType
  readonly letter: Letter
  /** Ids that the placeholders need; no secret. */
  readonly reference?: Readonly<Record<string, string | number>>
}

/** Puts a mail into the outbox, in the transaction that justifies it; a job sends it after the commit. */
export async function queueMail(tx: Tx, mail: Mail): Promise<void> {
  const id = await insertMail(tx, {
    applicationId: mail.applicationId,
    to: mail.to,
    type: mail.type,
    subject: subjectOf(mail.letter),
    bodies: { text: renderText(mail.letter), html: renderHtml(mail.letter) },
    reference: mail.reference ?? {},
  })
  await enqueueMail(tx, id)
}

/** Has a mail of the outbox sent after the commit, at once even when it waits for a later attempt. */
export function enqueueMail(tx: Tx, notificationId: string): Promise<void> {
  // Attempts are counted with the mail; the queue's own count, which other failures use up too, must not end first.
  return enqueue(
    tx,
    sendMailJob,
    { notificationId },
    { key: `mail:${notificationId}`, maxAttempts: 4 * MOST_ATTEMPTS },
  )
}
