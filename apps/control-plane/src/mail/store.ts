import type { Db, Tx } from '../db/index.ts'
import type { Bodies } from './fill-placeholders.ts'

/** A mail as it is kept, with what its next attempt needs. */
export interface KeptMail {
  readonly id: string
  readonly to: string
  readonly type: string
  readonly subject: string
  readonly bodies: Bodies
  readonly reference: Readonly<Record<string, unknown>>
  /** Those that were begun, this one included. */
  readonly attempts: number
}

export async function insertMail(
  tx: Tx,
  mail: Pick<KeptMail, 'to' | 'type' | 'subject' | 'bodies' | 'reference'> & {
    readonly applicationId: number | undefined
  },
): Promise<string> {
  const { id } = await tx
    .insertInto('operator_notifications')
    .values({
      application_id: mail.applicationId ?? null,
      operator_email: mail.to,
      notification_type: mail.type,
      subject: mail.subject,
      body: mail.bodies.text,
      body_html: mail.bodies.html,
      reference: JSON.stringify(mail.reference),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Counts an attempt and gives the mail; undefined for one that is sent, dead, erased or unknown. */
export async function beginAttempt(db: Db, id: string, at: Date): Promise<KeptMail | undefined> {
  const row = await db
    .updateTable('operator_notifications')
    .set((column) => ({ attempts: column('attempts', '+', 1), attempted_at: at, kept_at: null }))
    .where('id', '=', id)
    .where('sent_successfully', '=', false)
    .where('dead_at', 'is', null)
    .where('erased_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      to: row.operator_email,
      type: row.notification_type,
      subject: row.subject,
      bodies: { text: row.body, html: row.body_html },
      reference: row.reference as KeptMail['reference'],
      attempts: row.attempts,
    }
  )
}

export async function saveSent(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('operator_notifications')
    .set({ sent_at: at, sent_successfully: true, error_message: null })
    .where('id', '=', id)
    .execute()
}

/** @param deadAt - Undefined for a mail that is tried again. */
export async function saveFailure(
  db: Db,
  id: string,
  error: string,
  deadAt: Date | undefined,
): Promise<void> {
  await db
    .updateTable('operator_notifications')
    .set({ error_message: error, dead_at: deadAt ?? null })
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .execute()
}

/** Notes that a mail waits for a mail server. */
export async function saveKept(db: Db, id: string, at: Date): Promise<void> {
  await db
    .updateTable('operator_notifications')
    .set({ kept_at: at })
    .where('id', '=', id)
    .where('sent_successfully', '=', false)
    .where('dead_at', 'is', null)
    .execute()
}

/** Takes the mails that wait for a mail server: they wait no longer. */
export async function takeKept(tx: Tx): Promise<readonly string[]> {
  const rows = await tx
    .updateTable('operator_notifications')
    .set({ kept_at: null })
    .where('sent_successfully', '=', false)
    .where('kept_at', 'is not', null)
    .where('dead_at', 'is', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** A mail begins again from its beginning, to this address. */
export async function saveRequeued(tx: Tx, id: string, to: string): Promise<void> {
  await tx
    .updateTable('operator_notifications')
    .set({
      operator_email: to,
      attempts: 0,
      attempted_at: null,
      kept_at: null,
      dead_at: null,
      error_message: null,
    })
    .where('id', '=', id)
    .execute()
}

/** Oldest first: the mails about an application, as they were kept. */
export async function listMailsOf(db: Db, applicationId: number) {
  const rows = await db
    .selectFrom('operator_notifications')
    .select(['notification_type as type', 'operator_email as to', 'subject', 'body as text'])
    .select(['queued_at as queuedAt', 'sent_at as sentAt'])
    .where('application_id', '=', applicationId)
    .where('erased_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, sentAt: row.sentAt ?? undefined }))
}

/**
 * Erases whatever of a person stands in the mails about an application, and in mails about none (login links) to the
 * same addresses. That there were mails, of which type and when, is left; what was not sent is not sent any more.
 */
export async function eraseMails(tx: Tx, applicationId: number, at: Date): Promise<void> {
  const addresses = tx
    .selectFrom('operator_notifications')
    .select('operator_email')
    .where('application_id', '=', applicationId)
  await blank(tx, at)
    .where((column) =>
      column.or([
        column('application_id', '=', applicationId),
        column.and([column('application_id', 'is', null), column('operator_email', 'in', addresses)]),
      ]),
    )
    .execute()
}

/** Erases mails about no application to an address, as {@link eraseMails} does. */
export async function eraseMailsTo(tx: Tx, address: string, at: Date): Promise<void> {
  await blank(tx, at).where('application_id', 'is', null).where('operator_email', '=', address).execute()
}

function blank(tx: Tx, at: Date) {
  return tx
    .updateTable('operator_notifications')
    .set((column) => ({
      operator_email: '',
      subject: '',
      body: '',
      body_html: null,
      error_message: null,
      erased_at: at,
      kept_at: null,
      dead_at: column
        .case()
        .when('sent_successfully', '=', true)
        .then(null)
        .else(column.fn.coalesce('dead_at', column.val(at)))
        .end(),
    }))
    .where('erased_at', 'is', null)
}
