import { type Address, addressSchema, type CanonicalValue, type Tier } from '@noderr/protocol'
import { type Selectable, sql, type Updateable } from 'kysely'
import { APPROVING_ROLES } from '../auth/index.ts'
import type { Db, Tx } from '../db/index.ts'
import type { OperatorApplications } from '../db/schema.generated.ts'
import {
  type Answers,
  type Application,
  type ApplicationStatus,
  type Attention,
  type CompleteApplication,
  isOpen,
} from './application.ts'
import type { Approval } from './approval.ts'
import type { RejectionCode } from './rejection.ts'

/** Where an application came from. One form's one token is one application for ever. */
export type Origin =
  | {
      readonly source: 'typeform'
      readonly formId: string
      readonly token: string
      readonly eventId: string
    }
  | { readonly source: 'manual'; readonly reason: string }
  /** Our own form; the wallet has signed. */
  | { readonly source: 'apply'; readonly walletProvenAt: Date }

/** Who did something and when. */
export interface Deed {
  readonly actor: string
  readonly at: Date
}

/** The nodes of a tier; undefined means no cap. */
export interface Seats {
  readonly taken: number
  readonly cap: number | undefined
}

/** Adds an application; undefined when its token brought one before. */
export async function insertApplication(
  tx: Tx,
  application: Answers & Pick<Application, 'status' | 'attention' | 'digest' | 'submittedAt'>,
  origin: Origin,
): Promise<Application | undefined> {
  const row = await tx
    .insertInto('operator_applications')
    .values({
      ...toColumns(application),
      status: application.status,
      attention: [...application.attention],
      digest: application.digest,
      submitted_at: application.submittedAt,
      ...originColumns(origin),
    })
    // Also for a token of which an erasure left only the hash.
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst()
  return row && toApplication(row)
}

/** The mailbox of an address, the same however the address is spelled. */
export async function mailboxOf(db: Db, email: string): Promise<string> {
  const { rows } = await sql<{ mailbox: string }>`SELECT noderr.email_key(${email}) AS mailbox`.execute(db)
  return rows[0]?.mailbox ?? email
}

/** @throws {@link ApplicationNotFoundError} */
export async function getApplication(db: Db, id: number): Promise<Application> {
  const row = await db.selectFrom('operator_applications').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) throw new ApplicationNotFoundError(id)
  return toApplication(row)
}

/** The application, and nobody else decides on it until the transaction ends. @throws {@link ApplicationNotFoundError} */
export async function lockApplication(tx: Tx, id: number): Promise<Application> {
  const row = await tx
    .selectFrom('operator_applications')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw new ApplicationNotFoundError(id)
  return toApplication(row)
}

export function saveApproved(
  tx: Tx,
  { id, digest }: CompleteApplication,
  { approver, approvedAt }: Approval,
): Promise<Application> {
  return update(tx, id, {
    status: 'approved',
    approved_digest: digest,
    reviewed_by: approver,
    reviewed_at: approvedAt,
  })
}

export function saveRejection(
  tx: Tx,
  id: number,
  review: { readonly by: string; readonly at: Date; readonly code: RejectionCode; readonly reason: string },
): Promise<Application> {
  return update(tx, id, {
    status: 'rejected',
    reviewed_by: review.by,
    reviewed_at: review.at,
    rejection_code: review.code,
    rejection_reason: review.reason,
  })
}

export function saveWithdrawal(tx: Tx, id: number, by: Deed): Promise<Application> {
  return update(tx, id, {
    status: 'withdrawn',
    reviewed_by: by.actor,
    reviewed_at: by.at,
  })
}

export function saveCorrection(
  tx: Tx,
  id: number,
  corrected: Answers & Pick<Application, 'status' | 'attention' | 'digest' | 'walletProvenAt'>,
): Promise<Application> {
  return update(tx, id, {
    ...toColumns(corrected),
    status: corrected.status,
    attention: [...corrected.attention],
    digest: corrected.digest,
    wallet_proven_at: corrected.walletProvenAt ?? null,
  })
}

/** Keeps what an answer was before, until the person is erased. */
export async function insertCorrection(
  tx: Tx,
  { id, digest }: Application,
  correction: {
    readonly to: string
    readonly before: Readonly<Record<string, string | null>>
    readonly after: Readonly<Record<string, string | null>>
    readonly why: string
    readonly by: Deed
  },
): Promise<void> {
  await tx
    .insertInto('application_corrections')
    .values({
      application_id: id,
      from_digest: digest,
      to_digest: correction.to,
      before: JSON.stringify(correction.before),
      after: JSON.stringify(correction.after),
      why: correction.why,
      corrected_by: correction.by.actor,
      corrected_at: correction.by.at,
    })
    .execute()
}

export async function insertQuestion(
  tx: Tx,
  applicationId: number,
  {
    question,
    askedBy,
    askedAt,
  }: { readonly question: string; readonly askedBy: string; readonly askedAt: Date },
): Promise<void> {
  await tx
    .insertInto('application_questions')
    .values({ application_id: applicationId, question, asked_by: askedBy, asked_at: askedAt })
    .execute()
}

export function saveWaiting(tx: Tx, id: number, since: Date): Promise<Application> {
  return update(tx, id, { waiting_since: since })
}

/** Answers the open question. */
export async function saveAnswer(
  tx: Tx,
  applicationId: number,
  {
    answer,
    answeredBy,
    answeredAt,
  }: { readonly answer: string; readonly answeredBy: string; readonly answeredAt: Date },
): Promise<void> {
  await tx
    .updateTable('application_questions')
    .set({ answer, answered_by: answeredBy, answered_at: answeredAt })
    .where('application_id', '=', applicationId)
    .where('answered_at', 'is', null)
    .execute()
}

/** The applicant is no longer waited for; the clock goes on as if it had started at `from`. */
export function saveClock(tx: Tx, id: number, from: Date): Promise<Application> {
  return update(tx, id, { waiting_since: null, clock_from: from })
}

/**
 * Who said yes to the application as it stands, in that order. Void is a yes to a former digest and, until it is
 * decided, that of an admin who was removed since or approves no more.
 */
export async function listApprovals(
  db: Db,
  application: Pick<Application, 'id' | 'digest' | 'status'>,
): Promise<Approval[]> {
  const rows = await db
    .selectFrom('application_approvals')
    .selectAll()
    .where('application_id', '=', application.id)
    .where('digest', '=', application.digest)
    .$if(isOpen(application), (given) => given.where(OF_APPROVER))
    .orderBy('approved_at')
    .execute()
  return rows.map((row) => ({ approver: row.approver, approvedAt: row.approved_at }))
}

/**
 * Of a row of `application_approvals`, whether it still counts towards a decision: an account that somebody had taken
 * over does not go on approving once it was removed.
 */
export const OF_APPROVER = sql<boolean>`(
  application_approvals.approver NOT LIKE 'admin:%' OR EXISTS (
    SELECT FROM admins
    WHERE 'admin:' || admins.name = application_approvals.approver
      AND admins.created_at <= application_approvals.approved_at
      AND admins.removed_at IS NULL
      AND admins.suspended_at IS NULL
      AND admins.role IN (${sql.join(APPROVING_ROLES)})
  )
)`

/** Keeps one person's yes; a second one of the same person changes nothing. */
export async function insertApproval(
  tx: Tx,
  { id, digest }: CompleteApplication,
  { approver, approvedAt }: Approval,
): Promise<void> {
  await tx
    .insertInto('application_approvals')
    .values({ application_id: id, digest, approver, approved_at: approvedAt })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The tiers that take two people, by the policy in force. */
export async function getTwoPersonTiers(db: Db): Promise<string[]> {
  const row = await db
    .selectFrom('system_config')
    .select('value')
    .where('key', '=', 'two_person_tiers')
    .executeTakeFirst()
  return Array.isArray(row?.value) ? row.value.map(String) : []
}

/** How many nodes a tier has, by its credentials that are not revoked, and how many it may have. */
export async function countSeats(db: Db, tier: Tier): Promise<Seats> {
  const cap = await selectCap(db, tier).executeTakeFirst()
  return { taken: await countLiveCredentials(db, tier), cap: toCap(cap?.value) }
}

/** The same; who asks holds the count until the transaction ends. */
export async function lockSeats(tx: Tx, tier: Tier): Promise<Seats> {
  const cap = await selectCap(tx, tier).forUpdate().executeTakeFirst()
  return { taken: await countLiveCredentials(tx, tier), cap: toCap(cap?.value) }
}

function selectCap(db: Db, tier: Tier) {
  return db.selectFrom('system_config').select('value').where('key', '=', `max_${tier}s`)
}

function toCap(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

async function countLiveCredentials(db: Db, tier: Tier): Promise<number> {
  const { taken } = await db
    .selectFrom('operator_credentials')
    .select((count) => count.fn.countAll<string>().as('taken'))
    .where('tier', '=', tier)
    .where('revoked', '=', false)
    .executeTakeFirstOrThrow()
  return Number(taken)
}

/** Whether a wallet holds a credential that nobody ended. */
export async function holdsNode(tx: Tx, wallet: Address): Promise<boolean> {
  const row = await tx
    .selectFrom('operator_credentials')
    .select('id')
    .where((whose) => whose(whose.fn<string>('lower', ['operator_address']), '=', wallet.toLowerCase()))
    .where('revoked', '=', false)
    .executeTakeFirst()
  return row !== undefined
}

async function update(tx: Tx, id: number, set: Updateable<OperatorApplications>): Promise<Application> {
  const row = await tx
    .updateTable('operator_applications')
    .set(set)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toApplication(row)
}

function originColumns(origin: Origin) {
  const { source } = origin
  if (source === 'manual') return { source, source_reason: origin.reason }
  if (source === 'apply') return { source, wallet_proven_at: origin.walletProvenAt }
  return {
    source,
    typeform_form_id: origin.formId,
    typeform_token: origin.token,
    typeform_event_id: origin.eventId,
  }
}

function toColumns(answers: Answers) {
  return {
    email: answers.email ?? null,
    name: answers.name ?? null,
    wallet_address: answers.wallet ?? null,
    tier: answers.tier ?? null,
    operating_system: answers.operatingSystem ?? null,
    rpc_endpoint: answers.rpcEndpoint ?? null,
    experience: answers.experience ?? null,
    infrastructure: answers.infrastructure ?? null,
    motivation: answers.motivation ?? null,
    stake_amount: answers.stakeAmount ?? null,
    other_answers: JSON.stringify(answers.other),
  }
}

export function toApplication(row: Selectable<OperatorApplications>): Application {
  return {
    id: row.id,
    publicId: row.public_id,
    email: row.email ?? undefined,
    name: row.name ?? undefined,
    wallet: row.wallet_address === null ? undefined : (addressSchema.parse(row.wallet_address) as Address),
    tier: (row.tier as Tier | null) ?? undefined,
    operatingSystem: row.operating_system ?? undefined,
    rpcEndpoint: row.rpc_endpoint ?? undefined,
    experience: row.experience ?? undefined,
    infrastructure: row.infrastructure ?? undefined,
    motivation: row.motivation ?? undefined,
    stakeAmount: row.stake_amount ?? undefined,
    other: row.other_answers as Readonly<Record<string, CanonicalValue>>,
    source: row.source as Origin['source'],
    sourceReason: row.source_reason ?? undefined,
    walletProvenAt: row.wallet_proven_at ?? undefined,
    version: row.version,
    status: row.status as ApplicationStatus,
    attention: row.attention as readonly Attention[],
    digest: row.digest,
    submittedAt: row.submitted_at,
    clockFrom: row.clock_from,
    waitingSince: row.waiting_since ?? undefined,
    assignedTo: row.assigned_to ?? undefined,
    reviewedBy: row.reviewed_by ?? undefined,
    reviewedAt: row.reviewed_at ?? undefined,
    rejectionCode: (row.rejection_code as RejectionCode | null) ?? undefined,
    rejectionReason: row.rejection_reason ?? undefined,
  }
}

export class ApplicationNotFoundError extends Error {
  override readonly name = 'ApplicationNotFoundError'
  readonly kind = 'not-found'
  readonly code = 'application.not-found'
  readonly applicationId: number

  constructor(applicationId: number) {
    super(`there is no application ${applicationId}; list them to see which there are`)
    this.applicationId = applicationId
  }
}
