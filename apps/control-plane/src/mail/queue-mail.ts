import { z } from 'zod'
import type { Tx } from '../db/index.ts'
import { declareJob, enqueue } from '../jobs/index.ts'
import { type Letter, renderText, subjectOf } from './letter.ts'
import { renderHtml } from './render-html.ts'

export const sendMailJob = declareJob('mail.send', z.object({ notificationId: z.string() }))

/** A mail to one person. A placeholder in its letter is filled in while it is being sent. */
export interface Mail {
  /** The application it is about; left out for a mail about none, a login link for instance. */
  readonly applicationId?: number | undefined
  readonly to: string
  /** `application_received`, `credentials_issued` …: chooses who fills the placeholders. */
  readonly type: string
  readonly letter: Letter
  /** Ids that the placeholders need; no secret. */
  readonly reference?: Readonly<Record<string, string | number>>
}

/** Puts a mail into the outbox, in the transaction that justifies it; a job sends it after the commit. */
export async function queueMail(tx: Tx, mail: Mail): Promise<void> {
  const { id } = await tx
    .insertInto('operator_notifications')
    .values({
      application_id: mail.applicationId ?? null,
      operator_email: mail.to,
      notification_type: mail.type,
      subject: subjectOf(mail.letter),
      body: renderText(mail.letter),
      body_html: renderHtml(mail.letter),
      reference: JSON.stringify(mail.reference ?? {}),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await enqueue(tx, sendMailJob, { notificationId: id }, { key: `mail:${id}` })
}
