import { type Address, addressSchema, type CanonicalValue, type Tier } from '@noderr/protocol'
import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { OperatorApplications } from '../db/schema.generated.ts'
import type {
  Answers,
  Application,
  ApplicationStatus,
  Attention,
  CompleteApplication,
} from './application.ts'

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

/** Newest first. */
export async function listApplications(
  db: Db,
  page: {
    readonly status: ApplicationStatus | undefined
    readonly before: number | undefined
    readonly limit: number
  },
): Promise<Application[]> {
  let query = db.selectFrom('operator_applications').selectAll()
  if (page.status) query = query.where('status', '=', page.status)
  if (page.before) query = query.where('id', '<', page.before)
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute()
  return rows.map(toApplication)
}

export async function saveApproval(
  tx: Tx,
  { id, digest }: CompleteApplication,
  review: { readonly by: string; readonly at: Date },
): Promise<Application> {
  const row = await tx
    .updateTable('operator_applications')
    .set({ status: 'approved', approved_digest: digest, reviewed_by: review.by, reviewed_at: review.at })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toApplication(row)
}

export async function saveRejection(
  tx: Tx,
  id: number,
  review: { readonly by: string; readonly at: Date; readonly reason: string },
): Promise<Application> {
  const row = await tx
    .updateTable('operator_applications')
    .set({
      status: 'rejected',
      reviewed_by: review.by,
      reviewed_at: review.at,
      rejection_reason: review.reason,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toApplication(row)
}

export async function saveCorrection(
  tx: Tx,
  id: number,
  corrected: Answers & Pick<Application, 'status' | 'attention' | 'digest'>,
): Promise<Application> {
  const row = await tx
    .updateTable('operator_applications')
    .set({
      ...toColumns(corrected),
      status: corrected.status,
      attention: [...corrected.attention],
      digest: corrected.digest,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
  return toApplication(row)
}

/** How many nodes of a tier are approved and how many may be; who asks holds the count until the transaction ends. */
export async function lockTierCount(
  tx: Tx,
  tier: Tier,
): Promise<{ approved: number; cap: number | undefined }> {
  const cap = await tx
    .selectFrom('system_config')
    .select('value')
    .where('key', '=', `max_${tier}s`)
    .forUpdate()
    .executeTakeFirst()
  const { approved } = await tx
    .selectFrom('operator_applications')
    .select((count) => count.fn.countAll<string>().as('approved'))
    .where('status', '=', 'approved')
    .where('tier', '=', tier)
    .executeTakeFirstOrThrow()
  return { approved: Number(approved), cap: typeof cap?.value === 'number' ? cap.value : undefined }
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

function toApplication(row: Selectable<OperatorApplications>): Application {
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
    walletProvenAt: row.wallet_proven_at ?? undefined,
    version: row.version,
    status: row.status as ApplicationStatus,
    attention: row.attention as readonly Attention[],
    digest: row.digest,
    submittedAt: row.submitted_at,
    reviewedBy: row.reviewed_by ?? undefined,
    reviewedAt: row.reviewed_at ?? undefined,
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
