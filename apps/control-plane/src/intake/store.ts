import { createHash } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Answers } from '../applications/index.ts'
import type { Db, Tx } from '../db/index.ts'
import type { WebhookInbox } from '../db/schema.generated.ts'
import { type DeliveryOutcome, type DeliverySource, type KeptDelivery, PASSING_OUTCOMES } from './delivery.ts'

/** Keeps a delivery byte for byte; `fresh` is false when the same bytes were kept before. */
export async function keepDelivery(
  tx: Tx,
  delivery: { readonly source: DeliverySource; readonly body: Buffer; readonly receivedAt: Date },
): Promise<{ readonly id: string; readonly fresh: boolean }> {
  const body_digest = createHash('sha256').update(delivery.body).digest('hex')
  const inserted = await tx
    .insertInto('webhook_inbox')
    .values({
      source: delivery.source,
      body_digest,
      body: delivery.body,
      received_at: delivery.receivedAt,
    })
    .onConflict((conflict) => conflict.column('body_digest').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return { id: inserted.id, fresh: true }
  const known = await tx
    .selectFrom('webhook_inbox')
    .select('id')
    .where('body_digest', '=', body_digest)
    .executeTakeFirstOrThrow()
  return { id: known.id, fresh: false }
}

/** A delivery, and nobody else deals with it until the transaction ends. @throws {@link DeliveryNotFoundError} */
export async function lockDelivery(tx: Tx, id: string): Promise<KeptDelivery> {
  const row = await tx
    .selectFrom('webhook_inbox')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new DeliveryNotFoundError(id)
  return toKept(row)
}

/** What a reading of a delivery came to. */
export interface SavedReading {
  readonly outcome: DeliveryOutcome
  readonly adapter?: string | undefined
  readonly formId?: string | undefined
  readonly token?: string | undefined
  readonly shape?: string | undefined
  readonly applicationId?: number | undefined
  /** The answers that the application now rests on. */
  readonly answers?: Answers | undefined
  readonly readAt: Date
}

export async function saveReading(tx: Tx, id: string, reading: SavedReading): Promise<void> {
  const { other: _, ...known } = reading.answers ?? { other: {} }
  await tx
    .updateTable('webhook_inbox')
    .set({
      outcome: reading.outcome,
      adapter: reading.adapter ?? null,
      form_id: reading.formId ?? null,
      token: reading.token ?? null,
      shape: reading.shape ?? null,
      application_id: reading.applicationId ?? null,
      ...(reading.answers ? { reading: JSON.stringify(known) } : {}),
      read_at: reading.readAt,
    })
    .where('id', '=', id)
    .execute()
}

export async function saveOutcome(tx: Tx, id: string, outcome: DeliveryOutcome): Promise<void> {
  await tx.updateTable('webhook_inbox').set({ outcome }).where('id', '=', id).execute()
}

/** What the named fields of an application were last read as; undefined when that was not kept. */
export async function findLastReading(tx: Tx, applicationId: number): Promise<Partial<Answers> | undefined> {
  const row = await tx
    .selectFrom('webhook_inbox')
    .select('reading')
    .where('application_id', '=', applicationId)
    .where('reading', 'is not', null)
    .orderBy('read_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && (row.reading as Partial<Answers>)
}

/** Whether another delivery of this shape, which no adapter knows, came before. */
export async function isShapeKnown(tx: Tx, shape: string, except: string): Promise<boolean> {
  const row = await tx
    .selectFrom('webhook_inbox')
    .select('id')
    .where('shape', '=', shape)
    .where('id', '<>', except)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Whether a submission needs no back-fill: it was delivered and dealt with, or it made an application. */
export async function isTokenKnown(db: Db, formId: string, token: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    SELECT EXISTS (
      SELECT FROM webhook_inbox WHERE form_id = ${formId} AND token = ${token} AND outcome <> 'partial'
    ) OR EXISTS (
      SELECT FROM operator_applications WHERE typeform_form_id = ${formId} AND typeform_token = ${token}
    ) AS known`.execute(db)
  return rows[0]?.known === true
}

export async function isErased(db: Db, tokenHash: string): Promise<boolean> {
  const row = await db
    .selectFrom('erased_form_tokens')
    .select('token_hash')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row !== undefined
}

export async function rememberErased(tx: Tx, tokenHash: string, at: Date): Promise<void> {
  await tx
    .insertInto('erased_form_tokens')
    .values({ token_hash: tokenHash, erased_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Takes everything of a person out of these deliveries. */
export async function emptyDeliveries(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('webhook_inbox')
    .set({
      outcome: 'erased',
      body: Buffer.alloc(0),
      body_digest: sql<string>`'erased:' || id`,
      reading: null,
      token: null,
      shape: null,
      application_id: null,
    })
    .where('id', 'in', ids)
    .execute()
}

/**
 * Takes the bodies out of deliveries that came before `before` and brought no application. What the row says of them
 * stays, their token and digest too: come again, they are known.
 */
export async function emptyPassed(tx: Tx, before: Date): Promise<void> {
  await tx
    .updateTable('webhook_inbox')
    .set({ body: Buffer.alloc(0), reading: null })
    .where('outcome', 'in', PASSING_OUTCOMES)
    .where('application_id', 'is', null)
    .where('received_at', '<', before)
    .where(sql<boolean>`octet_length(body) > 0`)
    .execute()
}

/** The form and token that an application came with; undefined of one that came on another way. */
export async function findFormToken(
  tx: Tx,
  applicationId: number,
): Promise<{ readonly formId: string; readonly token: string } | undefined> {
  const row = await tx
    .selectFrom('operator_applications')
    .select(['typeform_form_id', 'typeform_token'])
    .where('id', '=', applicationId)
    .executeTakeFirst()
  if (!row?.typeform_form_id || !row.typeform_token) return undefined
  return { formId: row.typeform_form_id, token: row.typeform_token }
}

export async function findApplicationOf(tx: Tx, formId: string, token: string): Promise<number | undefined> {
  const row = await tx
    .selectFrom('operator_applications')
    .select('id')
    .where('typeform_form_id', '=', formId)
    .where('typeform_token', '=', token)
    .executeTakeFirst()
  return row?.id
}

/** Every delivery of a submission, also those that nobody could read yet and that hold its token. */
export async function listDeliveriesOf(
  tx: Tx,
  applicationId: number,
  submission: { readonly formId: string; readonly token: string } | undefined,
): Promise<string[]> {
  const { formId, token } = submission ?? {}
  const held = Buffer.from(token ?? '')
  const rows = await tx
    .selectFrom('webhook_inbox')
    .select('id')
    .where('outcome', 'is distinct from', 'erased')
    .where((row) =>
      row.or([
        row('application_id', '=', applicationId),
        ...(formId === undefined || token === undefined
          ? []
          : [
              row.and([row('form_id', '=', formId), row('token', '=', token)]),
              row.and([row('token', 'is', null), sql<boolean>`position(${held}::bytea IN body) > 0`]),
            ]),
      ]),
    )
    .forUpdate()
    .execute()
  return rows.map(({ id }) => id)
}

const QUARANTINE_ROWS = 1_000
const QUARANTINE_BYTES = 64 * 1_024
const QUARANTINE_LIFE_MS = 24 * 3_600_000

/** Keeps what nobody vouches for, bounded: 1 000 bodies of at most 64 KiB for a day. */
export async function quarantine(tx: Tx, body: Buffer, reason: string, receivedAt: Date): Promise<void> {
  await tx
    .insertInto('webhook_quarantine')
    .values({
      source: 'typeform',
      reason,
      body: body.subarray(0, QUARANTINE_BYTES),
      body_length: body.length,
      received_at: receivedAt,
    })
    .execute()
  await expireQuarantine(tx, receivedAt)
}

/** Lets go of what is over the bounds. */
export async function expireQuarantine(tx: Tx, now: Date): Promise<void> {
  const oldest = tx
    .selectFrom('webhook_quarantine')
    .select('id')
    .orderBy('id', 'desc')
    .offset(QUARANTINE_ROWS)
    .limit(1)
  await tx
    .deleteFrom('webhook_quarantine')
    .where((row) =>
      row.or([
        row('received_at', '<', new Date(now.getTime() - QUARANTINE_LIFE_MS)),
        row('id', '<=', oldest),
      ]),
    )
    .execute()
}

/** A delivery as lists show it. */
export interface InboxEntry {
  readonly id: string
  readonly source: DeliverySource
  readonly receivedAt: Date
  readonly outcome: DeliveryOutcome | 'waiting'
  readonly adapter: string | null
  readonly formId: string | null
  readonly shape: string | null
  readonly applicationId: number | null
  /** Bytes of the body. */
  readonly length: number
}

const ENTRY = [
  'id',
  'source',
  'received_at',
  'outcome',
  'adapter',
  'form_id',
  'shape',
  'application_id',
] as const

/** Newest first. */
export async function listDeliveries(
  db: Db,
  page: {
    readonly outcome: DeliveryOutcome | 'waiting' | undefined
    readonly before: string | undefined
    readonly limit: number
  },
): Promise<InboxEntry[]> {
  let query = db.selectFrom('webhook_inbox').select(ENTRY).select(LENGTH)
  if (page.outcome === 'waiting') query = query.where('outcome', 'is', null)
  else if (page.outcome) query = query.where('outcome', '=', page.outcome)
  if (page.before) query = query.where('id', '<', page.before)
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute()
  return rows.map(toEntry)
}

/** @throws {@link DeliveryNotFoundError} */
export async function getEntry(db: Db, id: string): Promise<InboxEntry & { readonly body: Buffer }> {
  const query = db.selectFrom('webhook_inbox').select(ENTRY).select(LENGTH).select('body')
  const row = await query.where('id', '=', id).executeTakeFirst()
  if (!row) throw new DeliveryNotFoundError(id)
  return { ...toEntry(row), body: row.body }
}

/** The delivery of a submission that came last; undefined when none was read. */
export async function findByToken(db: Db, formId: string, token: string): Promise<InboxEntry | undefined> {
  const row = await db
    .selectFrom('webhook_inbox')
    .select(ENTRY)
    .select(LENGTH)
    .where('form_id', '=', formId)
    .where('token', '=', token)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toEntry(row)
}

const LENGTH = sql<number>`octet_length(body)`.as('length')

function toEntry(
  row: Pick<Selectable<WebhookInbox>, (typeof ENTRY)[number]> & { readonly length: number },
): InboxEntry {
  return {
    id: row.id,
    source: row.source as DeliverySource,
    receivedAt: row.received_at,
    outcome: (row.outcome as DeliveryOutcome | null) ?? 'waiting',
    adapter: row.adapter,
    formId: row.form_id,
    shape: row.shape,
    applicationId: row.application_id,
    length: row.length,
  }
}

export interface QuarantineEntry {
  readonly id: string
  readonly reason: string
  readonly receivedAt: Date
  /** Bytes that came, of which at most 64 KiB are kept. */
  readonly length: number
}

export async function listQuarantine(db: Db, limit: number): Promise<QuarantineEntry[]> {
  const rows = await db
    .selectFrom('webhook_quarantine')
    .select(['id', 'reason', 'received_at', 'body_length'])
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id, reason, received_at, body_length }) => ({
    id,
    reason,
    receivedAt: received_at,
    length: body_length,
  }))
}

/** Counts of the inbox. */
export interface IntakeStats {
  readonly byOutcome: Readonly<Partial<Record<DeliveryOutcome | 'waiting', number>>>
  readonly lastReceivedAt: Date | null
  /** Different shapes among the unread. */
  readonly unknownShapes: number
  readonly quarantined: number
}

export async function countIntake(db: Db): Promise<IntakeStats> {
  const { rows } = await sql<{ outcome: DeliveryOutcome | 'waiting'; n: number; last: Date; shapes: number }>`
    SELECT coalesce(outcome, 'waiting') AS outcome, count(*)::integer AS n, max(received_at) AS last,
      count(DISTINCT shape)::integer AS shapes
    FROM webhook_inbox GROUP BY outcome`.execute(db)
  const { n: quarantined } = await db
    .selectFrom('webhook_quarantine')
    .select(sql<number>`count(*)::integer`.as('n'))
    .executeTakeFirstOrThrow()
  const last = Math.max(...rows.map((row) => row.last.getTime()))
  return {
    byOutcome: Object.fromEntries(rows.map(({ outcome, n }) => [outcome, n])),
    lastReceivedAt: rows.length > 0 ? new Date(last) : null,
    unknownShapes: rows.find(({ outcome }) => outcome === 'unread')?.shapes ?? 0,
    quarantined,
  }
}

/** Deliveries that no adapter knew, oldest first. */
export async function listUnread(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('webhook_inbox')
    .select('id')
    .where('outcome', '=', 'unread')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** How far a back-fill of a form has come. */
export interface Backfill {
  readonly formId: string
  readonly since: Date | undefined
  readonly startedAt: Date
  /** Everything newer than it is dealt with; undefined at the start. */
  readonly beforeToken: string | undefined
  /** Submissions looked at. */
  readonly seen: number
  /** Submissions that had never been delivered. */
  readonly missing: number
  readonly finishedAt: Date | undefined
}

/** The back-fill that was left in the middle with the same `since`, or a new one from the start. */
export async function openBackfill(
  db: Db,
  formId: string,
  since: Date | undefined,
  startedAt: Date,
): Promise<Backfill> {
  const left = await findBackfill(db, formId)
  if (left && !left.finishedAt && left.since?.getTime() === since?.getTime()) return left
  const row = { since: since ?? null, started_at: startedAt, before_token: null, seen: 0, missing: 0 }
  await db
    .insertInto('typeform_backfills')
    .values({ form_id: formId, ...row })
    .onConflict((conflict) => conflict.column('form_id').doUpdateSet({ ...row, finished_at: null }))
    .execute()
  return { formId, since, startedAt, beforeToken: undefined, seen: 0, missing: 0, finishedAt: undefined }
}

/** The last back-fill of a form, finished or not. */
export async function findBackfill(db: Db, formId: string): Promise<Backfill | undefined> {
  const row = await db
    .selectFrom('typeform_backfills')
    .selectAll()
    .where('form_id', '=', formId)
    .executeTakeFirst()
  return (
    row && {
      formId,
      since: row.since ?? undefined,
      startedAt: row.started_at,
      beforeToken: row.before_token ?? undefined,
      seen: row.seen,
      missing: row.missing,
      finishedAt: row.finished_at ?? undefined,
    }
  )
}

export async function saveBackfill(db: Db, { formId, beforeToken, seen, missing }: Backfill): Promise<void> {
  await db
    .updateTable('typeform_backfills')
    .set({ before_token: beforeToken ?? null, seen, missing })
    .where('form_id', '=', formId)
    .execute()
}

export async function finishBackfill(tx: Tx, formId: string, at: Date): Promise<void> {
  await tx.updateTable('typeform_backfills').set({ finished_at: at }).where('form_id', '=', formId).execute()
}

/** A value of `system_config`; undefined when it is not set. */
export async function findConfig(db: Db, key: string): Promise<unknown> {
  const row = await db.selectFrom('system_config').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

export async function saveConfig(
  tx: Tx,
  key: string,
  value: unknown,
  change: { readonly at: Date; readonly by: string },
): Promise<void> {
  const row = { value: JSON.stringify(value), updated_at: change.at, updated_by: change.by }
  await tx
    .insertInto('system_config')
    .values({ key, ...row })
    .onConflict((conflict) => conflict.column('key').doUpdateSet(row))
    .execute()
}

function toKept(row: Selectable<WebhookInbox>): KeptDelivery {
  return {
    id: row.id,
    source: row.source as DeliverySource,
    body: row.body,
    receivedAt: row.received_at,
    outcome: (row.outcome as DeliveryOutcome | null) ?? undefined,
    adapter: row.adapter ?? undefined,
    applicationId: row.application_id ?? undefined,
  }
}

export class DeliveryNotFoundError extends Error {
  override readonly name = 'DeliveryNotFoundError'
  readonly kind = 'not-found'
  readonly code = 'delivery.not-found'
  readonly deliveryId: string

  constructor(deliveryId: string) {
    super(`there is no delivery ${deliveryId}; list them to see which there are`)
    this.deliveryId = deliveryId
  }
}
