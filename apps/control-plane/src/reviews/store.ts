import { TIERS, type Tier } from '@noderr/protocol'
import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import {
  APPLICATION_STATUSES,
  type Application,
  type ApplicationStatus,
  countSeats,
  OF_APPROVER,
  toApplication,
} from '../applications/index.ts'
import type { Db, Tx } from '../db/index.ts'
import type { DB } from '../db/schema.generated.ts'
import type { Direction, ListPosition, Sort } from './cursor.ts'
import { type HistoryEntry, mergeHistory } from './history.ts'
import type { Twin } from './signal.ts'
import type { ApplicationStats } from './stats.ts'

/** A reviewer's remark. */
export interface Note {
  readonly id: string
  readonly author: string
  readonly note: string
  readonly notedAt: Date
}

/** What the applicant was asked, and the answer once there is one. */
export interface Question {
  readonly id: string
  readonly question: string
  readonly askedBy: string
  readonly askedAt: Date
  readonly answer: string | undefined
  readonly answeredBy: string | undefined
  readonly answeredAt: Date | undefined
}

/** Which applications a list holds; undefined asks for nothing. */
export interface ListFilter {
  readonly status: readonly ApplicationStatus[] | undefined
  readonly tier: readonly Tier[] | undefined
  readonly source: readonly string[] | undefined
  readonly assignedTo?: string | null | undefined
  readonly needsSecondApproval: boolean
  /** Open ones whose clock runs and started before this. */
  readonly overdueBefore: Date | undefined
  readonly search?: string | undefined
}

type Applications = SelectQueryBuilder<DB, 'operator_applications', object>

/** By age means by the clock: the older, the earlier it started. */
const ORDERS = {
  submitted: { column: 'submitted_at', type: 'instant', backwards: false },
  age: { column: 'clock_from', type: 'instant', backwards: true },
  name: { column: 'sort_name', type: 'text', backwards: false },
  tier: { column: 'sort_tier', type: 'rank', backwards: false },
  status: { column: 'sort_status', type: 'rank', backwards: false },
} as const satisfies Record<Sort, object>

/** A key of the list to and from the text of a cursor; instants in microseconds, as exact as they are kept. */
const KEYS = {
  instant: {
    write: (column: string) => sql<string>`(extract(epoch FROM ${sql.ref(column)}) * 1000000)::bigint::text`,
    read: (key: string) => sql`('epoch'::timestamptz + ${key}::bigint * interval '1 microsecond')`,
  },
  text: {
    write: (column: string) => sql<string>`${sql.ref(column)}`,
    read: (key: string) => sql`${key}::text`,
  },
  rank: {
    write: (column: string) => sql<string>`${sql.ref(column)}::text`,
    read: (key: string) => sql`${key}::integer`,
  },
} as const

/** One page in a total order; each application with the key that the next page goes on from. */
export async function listApplications(
  db: Db,
  filter: ListFilter,
  page: {
    readonly sort: Sort
    readonly direction: Direction
    readonly after: ListPosition | undefined
    readonly limit: number
  },
): Promise<{ readonly application: Application; readonly key: string }[]> {
  const { column, type, backwards } = ORDERS[page.sort]
  const order = (page.direction === 'asc') !== backwards ? 'asc' : 'desc'
  let query = filtered(db, filter)
  if (page.after) {
    const { key, id } = page.after
    const compare = sql.raw(order === 'asc' ? '>' : '<')
    query = query.where(
      sql<boolean>`(${sql.ref(column)}, id) ${compare} (${KEYS[type].read(key)}, ${id}::integer)`,
    )
  }
  const rows = await query
    .selectAll()
    .select(KEYS[type].write(column).as('key'))
    .orderBy(column, order)
    .orderBy('id', order)
    .limit(page.limit)
    .execute()
  return rows.map((row) => ({ application: toApplication(row), key: row.key }))
}

/** How many fit; counting stops at `most`. */
export async function countApplications(db: Db, filter: ListFilter, most: number): Promise<number> {
  const { count } = await db
    .selectFrom(filtered(db, filter).select('id').limit(most).as('some'))
    .select((some) => some.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

function filtered(db: Db, filter: ListFilter): Applications {
  let query: Applications = db.selectFrom('operator_applications')
  if (filter.status) query = query.where('status', 'in', filter.status)
  if (filter.tier) query = query.where('tier', 'in', filter.tier)
  if (filter.source) query = query.where('source', 'in', filter.source)
  if (filter.assignedTo === null) query = query.where('assigned_to', 'is', null)
  else if (filter.assignedTo !== undefined) query = query.where('assigned_to', '=', filter.assignedTo)
  if (filter.needsSecondApproval)
    query = query.where('status', '=', 'pending').where('id', 'in', halfApproved(db))
  if (filter.overdueBefore)
    query = query
      .where('status', 'in', ['pending', 'needs_attention'])
      .where('waiting_since', 'is', null)
      .where('clock_from', '<', filter.overdueBefore)
  return filter.search ? query.where(sql.join(matches(filter.search), sql` OR `).$castTo<boolean>()) : query
}

/** The ids of applications that somebody approved as they stand who may still approve. */
function halfApproved(db: Db) {
  return db
    .selectFrom('application_approvals')
    .innerJoin('operator_applications as approved', (join) =>
      join
        .onRef('approved.id', '=', 'application_approvals.application_id')
        .onRef('approved.digest', '=', 'application_approvals.digest'),
    )
    .select('application_approvals.application_id')
    .where(OF_APPROVER)
}

/** What a searched text may be the beginning of; each has its index. */
function matches(text: string): RawBuilder<unknown>[] {
  const start = `${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const found = [sql`email LIKE ${start}`]
  if (/^\d{1,9}$/.test(text)) found.push(sql`id = ${Number(text)}`)
  if (/^0x[0-9a-f]{1,40}$/i.test(text)) found.push(sql`lower(wallet_address) LIKE ${start}`)
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) found.push(sql`public_id = ${text}`)
  const words = text.match(/[\p{L}\p{N}]+/gu)
  if (words) {
    const query = words.map((word) => `'${word}':*`).join(' & ')
    found.push(sql`noderr.name_words(name) @@ to_tsquery('simple', ${query})`)
  }
  return found
}

/** How many people said yes, by `id digest`; of an open application only those who may still approve. */
export async function countApprovals(db: Db, ids: readonly number[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('application_approvals')
    .innerJoin('operator_applications as approved', 'approved.id', 'application_approvals.application_id')
    .select(['application_id', 'application_approvals.digest'])
    .select((count) => count.fn.countAll<string>().as('given'))
    .where('application_id', 'in', ids)
    .where(sql<boolean>`(approved.status NOT IN ('pending', 'needs_attention') OR ${OF_APPROVER})`)
    .groupBy(['application_id', 'application_approvals.digest'])
    .execute()
  return new Map(rows.map((row) => [`${row.application_id} ${row.digest}`, Number(row.given)]))
}

/** By id, how many of wallet and mailbox other applications have as well: 0, 1 or 2. */
export async function countTwins(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: number; twins: number }>`
    SELECT id,
      EXISTS (SELECT FROM operator_applications AS other
        WHERE lower(other.wallet_address) = lower(one.wallet_address) AND other.id <> one.id)::integer
      + EXISTS (SELECT FROM operator_applications AS other
        WHERE other.email_key = one.email_key AND other.id <> one.id)::integer AS twins
    FROM operator_applications AS one WHERE id IN (${sql.join(ids)})`.execute(db)
  return new Map(rows.map(({ id, twins }) => [id, twins]))
}

/** Everything that {@link ApplicationStats} counts. */
export async function countByKind(db: Db, overdueBefore: Date): Promise<ApplicationStats> {
  const open = sql<boolean>`status IN ('pending', 'needs_attention')`
  const [statuses, tiers, marks, seats] = await Promise.all([
    db
      .selectFrom('operator_applications')
      .select(['status', (count) => count.fn.countAll<string>().as('count')])
      .groupBy('status')
      .execute(),
    db
      .selectFrom('operator_applications')
      .select(['tier', (count) => count.fn.countAll<string>().as('count')])
      .where(open)
      .groupBy('tier')
      .execute(),
    db
      .selectFrom('operator_applications')
      .select([
        sql<string>`count(*) FILTER (WHERE waiting_since IS NOT NULL)`.as('waiting'),
        sql<string>`count(*) FILTER (WHERE waiting_since IS NULL AND clock_from < ${overdueBefore})`.as(
          'overdue',
        ),
        sql<string>`count(*) FILTER (WHERE status = 'pending' AND id IN ${halfApproved(db)})`.as('half'),
      ])
      .where(open)
      .executeTakeFirstOrThrow(),
    Promise.all(TIERS.map(async (tier) => [tier, await countSeats(db, tier)] as const)),
  ])
  const byStatus = new Map(statuses.map((row) => [row.status, Number(row.count)]))
  return {
    total: [...byStatus.values()].reduce((sum, count) => sum + count, 0),
    byStatus: Object.fromEntries(APPLICATION_STATUSES.map((status) => [status, byStatus.get(status) ?? 0])),
    openByTier: Object.fromEntries(tiers.map((row) => [row.tier ?? 'none', Number(row.count)])),
    overdue: Number(marks.overdue),
    waitingForApplicant: Number(marks.waiting),
    needsSecondApproval: Number(marks.half),
    seats: Object.fromEntries(seats.map(([tier, { taken, cap }]) => [tier, { taken, cap: cap ?? null }])),
  }
}

/** Business days that a review may take. */
export function getReviewDays(db: Db): Promise<number> {
  return getDays(db, 'review_business_days', 5)
}

/** Days after a rejection in which the same person is asked not to apply again. */
export function getCooldownDays(db: Db): Promise<number> {
  return getDays(db, 'reapply_cooldown_days', 90)
}

async function getDays(db: Db, key: string, usual: number): Promise<number> {
  const row = await db.selectFrom('system_config').select('value').where('key', '=', key).executeTakeFirst()
  return typeof row?.value === 'number' ? row.value : usual
}

const MOST_TWINS = 20

/** The newest other applications of the same wallet. */
export async function findSameWallet(db: Db, { id, wallet }: Application): Promise<Twin[]> {
  if (!wallet) return []
  return toTwins(await twins(db, id).where(sql`lower(wallet_address)`, '=', wallet.toLowerCase()).execute())
}

/** The newest other applications of the same mailbox, however it is spelled. */
export async function findSameEmail(db: Db, { id, email }: Application): Promise<Twin[]> {
  if (!email) return []
  return toTwins(await twins(db, id).where('email_key', '=', emailKey(email)).execute())
}

function twins(db: Db, id: number) {
  return db
    .selectFrom('operator_applications')
    .select(['id', 'status'])
    .where('id', '<>', id)
    .orderBy('id', 'desc')
    .limit(MOST_TWINS)
}

function toTwins(rows: readonly { readonly id: number; readonly status: string }[]): Twin[] {
  return rows.map(({ id, status }) => ({ id, status: status as ApplicationStatus }))
}

function emailKey(email: string) {
  return sql<string>`noderr.email_key(${email})`
}

/** The last rejection of the same wallet or mailbox before an application came. */
export async function findRejectionBefore(
  db: Db,
  { id, wallet, email, submittedAt }: Application,
): Promise<{ readonly id: number; readonly at: Date } | undefined> {
  const row = await db
    .selectFrom('operator_applications')
    .select(['id', 'reviewed_at'])
    .where('status', '=', 'rejected')
    .where('id', '<>', id)
    .where('reviewed_at', '<=', submittedAt)
    .where((same) =>
      same.or([
        same(sql`lower(wallet_address)`, '=', wallet?.toLowerCase() ?? null),
        same('email_key', '=', email === undefined ? null : emailKey(email)),
      ]),
    )
    .orderBy('reviewed_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.reviewed_at ? { id: row.id, at: row.reviewed_at } : undefined
}

/** How many open applications for the same tier came before. */
export async function countAhead(db: Db, { id, tier, submittedAt }: Application): Promise<number> {
  if (!tier) return 0
  const { ahead } = await db
    .selectFrom('operator_applications')
    .select((count) => count.fn.countAll<string>().as('ahead'))
    .where('tier', '=', tier)
    .where(sql<boolean>`status IN ('pending', 'needs_attention')`)
    .where(sql<boolean>`(submitted_at, id) < (${submittedAt}, ${id}::integer)`)
    .executeTakeFirstOrThrow()
  return Number(ahead)
}

/** What happened to an application, oldest first. */
export async function listHistory(db: Db, applicationId: number): Promise<HistoryEntry[]> {
  const [statuses, corrections] = await Promise.all([
    listStatuses(db, applicationId),
    listCorrections(db, applicationId),
  ])
  return mergeHistory(statuses, corrections)
}

async function listStatuses(db: Db, applicationId: number): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('operator_application_history')
    .selectAll()
    .where('application_id', '=', applicationId)
    .where(sql<boolean>`from_status IS DISTINCT FROM to_status`)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    kind: 'status',
    at: row.changed_at,
    by: row.reviewed_by ?? undefined,
    from: row.from_status ?? undefined,
    to: row.to_status,
    why: row.reason ?? undefined,
  }))
}

async function listCorrections(db: Db, applicationId: number): Promise<HistoryEntry[]> {
  const rows = await db
    .selectFrom('application_corrections')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    kind: 'correction',
    at: row.corrected_at,
    by: row.corrected_by,
    why: row.why,
    before: row.before as Readonly<Record<string, string | null>>,
    after: row.after as Readonly<Record<string, string | null>>,
  }))
}

export async function insertNote(tx: Tx, applicationId: number, note: Omit<Note, 'id'>): Promise<Note> {
  const { id } = await tx
    .insertInto('application_notes')
    .values({ application_id: applicationId, author: note.author, note: note.note, noted_at: note.notedAt })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { id, ...note }
}

/** Oldest first. */
export async function listNotes(db: Db, applicationId: number): Promise<Note[]> {
  const rows = await db
    .selectFrom('application_notes')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute()
  return rows.map(({ id, author, note, noted_at }) => ({ id, author, note, notedAt: noted_at }))
}

/** Oldest first. */
export async function listQuestions(db: Db, applicationId: number): Promise<Question[]> {
  const rows = await db
    .selectFrom('application_questions')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    question: row.question,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    answer: row.answer ?? undefined,
    answeredBy: row.answered_by ?? undefined,
    answeredAt: row.answered_at ?? undefined,
  }))
}

export async function saveAssignment(tx: Tx, id: number, to: string | null): Promise<Application> {
  const row = await tx
    .updateTable('operator_applications')
    .set({ assigned_to: to })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toApplication(row)
}
