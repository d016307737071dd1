import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { DB, OperatorNotifications } from '../db/schema.generated.ts'
import { MAIL_STATES, type MailState, stateOf } from '../mail/index.ts'
import type { MailSummary } from './mail.ts'

/** A mail with what it says, placeholders as they are kept. */
export interface StoredMail extends MailSummary {
  readonly text: string
  readonly html: string | undefined
  readonly reference: Readonly<Record<string, unknown>>
}

export interface MailFilter {
  readonly state?: MailState | undefined
  readonly type?: string | undefined
  readonly applicationId?: number | undefined
  /** Only older ones than this id. */
  readonly before?: string | undefined
}

/** Newest first. */
export async function listMails(db: Db, filter: MailFilter, limit: number): Promise<MailSummary[]> {
  let query = db.selectFrom('operator_notifications').select(SUMMARY_COLUMNS)
  const { state, type, applicationId, before } = filter
  if (state) query = query.where((column) => IN_STATE[state](column))
  if (type) query = query.where('notification_type', '=', type)
  if (applicationId) query = query.where('application_id', '=', applicationId)
  if (before) query = query.where('id', '<', before)
  const rows = await query.orderBy('id', 'desc').limit(limit).execute()
  return rows.map(toSummary)
}

/** @throws {@link MailNotFoundError} */
export async function getMail(db: Db, id: string): Promise<StoredMail> {
  const row = await db
    .selectFrom('operator_notifications')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new MailNotFoundError(id)
  return toStored(row)
}

/** The mail, and nobody else sends it again until the transaction ends. @throws {@link MailNotFoundError} */
export async function lockMail(tx: Tx, id: string): Promise<StoredMail> {
  const row = await tx
    .selectFrom('operator_notifications')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new MailNotFoundError(id)
  return toStored(row)
}

/** How many mails there are in each state, and since when the oldest that was neither sent nor given up waits. */
export async function countMails(
  db: Db,
): Promise<{ counts: Readonly<Record<MailState, number>>; oldestWaitingAt: Date | undefined }> {
  const row = await db
    .selectFrom('operator_notifications')
    .select(({ fn }) => [
      ...MAIL_STATES.map((state) =>
        fn
          .countAll<string>()
          .filterWhere((column) => IN_STATE[state](column))
          .as(state),
      ),
      fn
        .min('queued_at')
        .filterWhere((column) =>
          column.and([column('sent_successfully', '=', false), column('dead_at', 'is', null)]),
        )
        .as('oldest'),
    ])
    .executeTakeFirstOrThrow()
  const counts = Object.fromEntries(MAIL_STATES.map((state) => [state, Number(row[state])]))
  return { counts: counts as Record<MailState, number>, oldestWaitingAt: row.oldest ?? undefined }
}

/** Every type of which there is a mail. */
export async function listTypes(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('operator_notifications')
    .select('notification_type as type')
    .distinct()
    .orderBy('type')
    .execute()
  return rows.map(({ type }) => type)
}

const SUMMARY_COLUMNS = [
  'id',
  'application_id',
  'operator_email',
  'notification_type',
  'subject',
  'attempts',
  'error_message',
  'queued_at',
  'attempted_at',
  'kept_at',
  'sent_at',
  'dead_at',
  'erased_at',
] as const satisfies readonly (keyof OperatorNotifications)[]

type Columns = ExpressionBuilder<DB, 'operator_notifications'>

/** `stateOf` as conditions; the test of this room holds the two against each other. */
const IN_STATE: Readonly<Record<MailState, (column: Columns) => Expression<SqlBool>>> = {
  sent: () => sql<boolean>`sent_successfully`,
  dead: () => sql<boolean>`dead_at IS NOT NULL`,
  kept: () => sql<boolean>`NOT sent_successfully AND dead_at IS NULL AND kept_at IS NOT NULL`,
  queued: () =>
    sql<boolean>`NOT sent_successfully AND dead_at IS NULL AND kept_at IS NULL AND error_message IS NULL`,
  retrying: () =>
    sql<boolean>`NOT sent_successfully AND dead_at IS NULL AND kept_at IS NULL AND error_message IS NOT NULL`,
}

type SummaryRow = Pick<Selectable<OperatorNotifications>, (typeof SUMMARY_COLUMNS)[number]>

function toSummary(row: SummaryRow): MailSummary {
  const journey = {
    sentAt: row.sent_at ?? undefined,
    deadAt: row.dead_at ?? undefined,
    keptAt: row.kept_at ?? undefined,
    error: row.error_message ?? undefined,
  }
  return {
    id: row.id,
    applicationId: row.application_id ?? undefined,
    to: row.operator_email,
    type: row.notification_type,
    subject: row.subject,
    state: stateOf(journey),
    attempts: row.attempts,
    error: journey.error,
    queuedAt: row.queued_at,
    attemptedAt: row.attempted_at ?? undefined,
    sentAt: journey.sentAt,
    deadAt: journey.deadAt,
    erasedAt: row.erased_at ?? undefined,
  }
}

function toStored(row: Selectable<OperatorNotifications>): StoredMail {
  return {
    ...toSummary(row),
    text: row.body,
    html: row.body_html ?? undefined,
    reference: row.reference as StoredMail['reference'],
  }
}

export class MailNotFoundError extends Error {
  override readonly name = 'MailNotFoundError'
  readonly kind = 'not-found'
  readonly code = 'mail.not-found'
  readonly mailId: string

  constructor(mailId: string) {
    super(`there is no mail ${mailId}; list them to see which there are`)
    this.mailId = mailId
  }
}
