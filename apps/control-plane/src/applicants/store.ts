import { createHash } from 'node:crypto'
import { type Address, addressSchema, type Bytes32, nodeIdSchema, TIERS, type Tier } from '@noderr/protocol'
import { type Expression, type SqlBool, sql } from 'kysely'
import type { ApplicationSource, ApplicationStatus } from '../applications/index.ts'
import type { Db, Tx } from '../db/index.ts'
import { type Draft, draftSchema } from './draft.ts'
import type { Erasable } from './erasable.ts'
import type { OwnApplication, OwnCredential, OwnQuestion } from './ownership.ts'
import type { Proven } from './person.ts'
import type { Former } from './reapply.ts'

/** What of the network's settings an applicant needs to know. */
export async function readTierSettings(db: Db): Promise<{
  readonly caps: Partial<Record<Tier, number>>
  readonly stakes: Partial<Record<Tier, number>>
  readonly approved: Partial<Record<Tier, number>>
  readonly graceDays: number
}> {
  const settings = await db
    .selectFrom('system_config')
    .select(['key', 'value'])
    .where('key', 'in', [...TIERS.map((tier) => `max_${tier}s`), 'stake_nodr', 'grace_period_days'])
    .execute()
  const counts = await db
    .selectFrom('operator_applications')
    .select(['tier', (count) => count.fn.countAll<string>().as('approved')])
    .where('status', '=', 'approved')
    .groupBy('tier')
    .execute()
  const value = (key: string) => settings.find((setting) => setting.key === key)?.value
  const numbers = (read: (tier: Tier) => unknown) =>
    Object.fromEntries(
      TIERS.map((tier) => [tier, read(tier)]).filter(([, number]) => typeof number === 'number'),
    ) as Partial<Record<Tier, number>>
  const stakes = (value('stake_nodr') ?? {}) as Record<string, unknown>
  const approved = Object.fromEntries(counts.map((row) => [row.tier, Number(row.approved)]))
  return {
    caps: numbers((tier) => value(`max_${tier}s`)),
    stakes: numbers((tier) => stakes[tier]),
    approved: numbers((tier) => approved[tier]),
    graceDays: toDays(value('grace_period_days'), GRACE_DAYS),
  }
}

/** How long an answer takes, in business days, and how long a rejected wallet waits, in days. */
export async function readWaits(
  db: Db,
): Promise<{ readonly answerDays: number; readonly cooldownDays: number }> {
  const rows = await db
    .selectFrom('system_config')
    .select(['key', 'value'])
    .where('key', 'in', ['review_business_days', 'reapply_cooldown_days'])
    .execute()
  const value = (key: string) => rows.find((row) => row.key === key)?.value
  return {
    answerDays: toDays(value('review_business_days'), ANSWER_DAYS),
    cooldownDays: toDays(value('reapply_cooldown_days'), COOLDOWN_DAYS),
  }
}

const ANSWER_DAYS = 5
const COOLDOWN_DAYS = 90
const GRACE_DAYS = 30

function toDays(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise
}

// ── Nonces ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** @returns False when the nonce was spent before. */
export async function spendNonce(tx: Tx, nonce: Bytes32, expiresAt: Date): Promise<boolean> {
  const spent = await tx
    .insertInto('applicant_nonces')
    .values({ nonce, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('nonce')
    .executeTakeFirst()
  return spent !== undefined
}

const DAY_MS = 86_400_000

/** Forgets what has run out: nonces, links, hashes of erased wallets; drafts older than `draftsBefore`. */
export async function deleteExpired(tx: Tx, now: Date, draftsBefore: Date): Promise<void> {
  await tx.deleteFrom('applicant_nonces').where('expires_at', '<=', now).execute()
  await tx.deleteFrom('erasure_links').where('expires_at', '<=', now).execute()
  await tx.deleteFrom('application_drafts').where('saved_at', '<', draftsBefore).execute()
  const { cooldownDays } = await readWaits(tx)
  await tx
    .updateTable('operator_applications')
    .set({ erased_wallet_hash: null })
    .where('erased_wallet_hash', 'is not', null)
    .where('reviewed_at', '<=', new Date(now.getTime() - cooldownDays * DAY_MS))
    .execute()
}

// ── Drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────

export async function findDraft(db: Db, person: string): Promise<Draft | undefined> {
  const row = await db
    .selectFrom('application_drafts')
    .select(['answers', 'saved_at'])
    .where('person', '=', person)
    .executeTakeFirst()
  return row && { answers: draftSchema.parse(row.answers), savedAt: row.saved_at }
}

export async function upsertDraft(tx: Tx, person: string, { answers, savedAt }: Draft): Promise<void> {
  const row = { answers: JSON.stringify(answers), saved_at: savedAt }
  await tx
    .insertInto('application_drafts')
    .values({ person, ...row })
    .onConflict((conflict) => conflict.column('person').doUpdateSet(row))
    .execute()
}

export async function deleteDraft(tx: Tx, person: string): Promise<void> {
  await tx.deleteFrom('application_drafts').where('person', '=', person).execute()
}

// ── Applications ────────────────────────────────────────────────────────────────────────────────────────────────

/** What a wallet applied for before, newest first; nobody else applies with it until the transaction ends. */
export async function lockWallet(tx: Tx, wallet: Address): Promise<Former[]> {
  const lower = wallet.toLowerCase()
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`apply ${lower}`}, 0))`.execute(tx)
  const rows = await tx
    .selectFrom('operator_applications')
    .select(['public_id', 'status', 'email', 'wallet_proven_at', 'reviewed_at', 'erased_at'])
    .where((where) =>
      where.or([
        where(sql<string>`lower(wallet_address)`, '=', lower),
        where(
          'erased_wallet_hash',
          '=',
          sql<string>`encode(sha256(convert_to(public_id::text || ${lower}, 'UTF8')), 'hex')`,
        ),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(1_000)
    .execute()
  return rows.map((row) => ({
    publicId: row.public_id,
    status: row.status as ApplicationStatus,
    email: row.email ?? undefined,
    isProven: row.wallet_proven_at !== null || row.erased_at !== null,
    reviewedAt: row.reviewed_at ?? undefined,
    isErased: row.erased_at !== null,
  }))
}

const MOST_OWN = 100

/**
 * The applications of a wallet that has signed in or of a mail address whose link was opened: the newest hundred, or
 * the one of this public id however many strangers have named the same wallet or address since.
 */
export async function findOwnApplications(
  db: Db,
  proven: Proven,
  publicId?: string,
): Promise<OwnApplication[]> {
  const rows = await db
    .selectFrom('operator_applications')
    .selectAll()
    .where((where) => {
      const theirs: Expression<SqlBool>[] = []
      if (proven.wallet)
        theirs.push(where(sql<string>`lower(wallet_address)`, '=', proven.wallet.toLowerCase()))
      if (proven.email) theirs.push(where('email', '=', proven.email))
      return where.or(theirs)
    })
    .where('erased_at', 'is', null)
    .$if(publicId !== undefined, (query) => query.where('public_id', '=', publicId ?? ''))
    .orderBy('id', 'desc')
    .limit(MOST_OWN)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const [histories, credentials, questions] = [
    await readHistories(db, ids),
    await readCredentials(db, ids),
    await readQuestions(db, ids),
  ]
  return rows.map((row) => ({
    id: row.id,
    publicId: row.public_id,
    source: row.source as ApplicationSource,
    status: row.status as ApplicationStatus,
    answers: {
      email: row.email,
      name: row.name,
      wallet: row.wallet_address === null ? null : addressSchema.parse(row.wallet_address),
      tier: row.tier as Tier | null,
      operatingSystem: row.operating_system,
      rpcEndpoint: row.rpc_endpoint,
      experience: row.experience,
      infrastructure: row.infrastructure,
      motivation: row.motivation,
      stakeAmount: row.stake_amount,
    },
    isWalletProven: row.wallet_proven_at !== null,
    submittedAt: row.submitted_at,
    clockFrom: row.clock_from,
    waitingSince: row.waiting_since,
    reviewedAt: row.reviewed_at,
    rejectionReason: row.rejection_reason,
    questions: questions.get(row.id) ?? [],
    history: histories.get(row.id) ?? [],
    credential: credentials.get(row.id) ?? null,
  }))
}

/** The changes of status alone: who decided and what was noted is not the applicant's. */
async function readHistories(
  db: Db,
  ids: readonly number[],
): Promise<Map<number, OwnApplication['history']>> {
  const rows = await db
    .selectFrom('operator_application_history')
    .select(['application_id', 'from_status', 'to_status', 'changed_at'])
    .where('application_id', 'in', ids)
    .orderBy('id')
    .execute()
  const moves = rows.filter((row) => row.from_status !== row.to_status)
  const grouped = Map.groupBy(moves, (row) => row.application_id)
  return new Map(
    [...grouped].map(([id, changes]) => [
      id,
      changes.map((row) => ({ status: row.to_status as ApplicationStatus, at: row.changed_at })),
    ]),
  )
}

/** What reviewers asked, without who asked. */
async function readQuestions(db: Db, ids: readonly number[]): Promise<Map<number, OwnQuestion[]>> {
  const rows = await db
    .selectFrom('application_questions')
    .select(['application_id', 'question', 'asked_at', 'answer', 'answered_at'])
    .where('application_id', 'in', ids)
    .orderBy('id')
    .execute()
  const grouped = Map.groupBy(rows, (row) => row.application_id)
  return new Map(
    [...grouped].map(([id, asked]) => [
      id,
      asked.map(({ question, asked_at, answer, answered_at }) => ({
        question,
        askedAt: asked_at,
        answer,
        answeredAt: answered_at,
      })),
    ]),
  )
}

/** The newest credential of each application. */
async function readCredentials(db: Db, ids: readonly number[]): Promise<Map<number, OwnCredential>> {
  const rows = await db
    .selectFrom('operator_credentials')
    .leftJoin('nodes', 'nodes.credential_id', 'operator_credentials.id')
    .select([
      'operator_credentials.id',
      'operator_credentials.application_id',
      'operator_credentials.node_id',
    ])
    .select(['claimed_at', 'expires_at', 'revoked_at', 'enrolled_at'])
    .where('operator_credentials.application_id', 'in', ids)
    .orderBy('operator_credentials.id')
    .execute()
  return new Map(
    rows.map((row) => [
      row.application_id,
      {
        id: row.id,
        nodeId: nodeIdSchema.parse(row.node_id),
        claimedAt: row.claimed_at,
        expiresAt: row.expires_at,
        revokedAt: row.revoked_at,
        enrolledAt: row.enrolled_at,
      },
    ]),
  )
}

// ── Erasure and export ──────────────────────────────────────────────────────────────────────────────────────────

/** What a decision about erasing an application needs to know; nobody else changes it until the transaction ends. */
export async function lockForErasure(tx: Tx, id: number): Promise<Erasable | undefined> {
  const row = await tx
    .selectFrom('operator_applications')
    .select(['id', 'public_id', 'status', 'digest', 'wallet_address', 'wallet_proven_at', 'erased_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!row) return undefined
  const credentials = await tx
    .selectFrom('operator_credentials')
    .select(['id', 'expires_at'])
    .where('application_id', '=', id)
    .where('revoked', '=', false)
    .forUpdate()
    .execute()
  return {
    id: row.id,
    publicId: row.public_id,
    status: row.status as ApplicationStatus,
    digest: row.digest,
    wallet: row.wallet_address === null ? undefined : addressSchema.parse(row.wallet_address),
    isWalletProven: row.wallet_proven_at !== null,
    isErased: row.erased_at !== null,
    credentials: credentials.map((one) => ({ id: one.id, expiresAt: one.expires_at ?? undefined })),
  }
}

const ERASED = '(erased)'

/**
 * Blanks everything of the person in an application and in what hangs on it, and closes it when it was open.
 * Credentials that have expired end for good: renewed, they would bring an operator back of whom nothing is known.
 */
export async function saveErasure(
  tx: Tx,
  { id, publicId, wallet }: Erasable,
  by: { readonly actor: string; readonly at: Date; readonly keepsWalletHash: boolean },
): Promise<void> {
  await tx
    .updateTable('operator_applications')
    .set((column) => ({
      email: null,
      name: null,
      wallet_address: null,
      operating_system: null,
      rpc_endpoint: null,
      experience: null,
      infrastructure: null,
      motivation: null,
      stake_amount: null,
      other_answers: '{}',
      typeform_token: null,
      typeform_event_id: null,
      assigned_to: null,
      waiting_since: null,
      status: sql<string>`CASE WHEN status IN ('pending', 'needs_attention') THEN 'withdrawn' ELSE status END`,
      reviewed_by: column.fn.coalesce('reviewed_by', column.val(by.actor)),
      reviewed_at: column.fn.coalesce('reviewed_at', column.val(by.at)),
      rejection_reason: blankUnlessNull('rejection_reason'),
      source_reason: blankUnlessNull('source_reason'),
      erased_at: by.at,
      erased_wallet_hash: by.keepsWalletHash && wallet ? hashErasedWallet(publicId, wallet) : null,
    }))
    .where('id', '=', id)
    .execute()
  await tx
    .updateTable('operator_application_history')
    .set({ reason: blankUnlessNull('reason') })
    .where('application_id', '=', id)
    .execute()
  await tx
    .updateTable('application_corrections')
    .set({ before: '{}', after: '{}', why: ERASED })
    .where('application_id', '=', id)
    .execute()
  await tx
    .updateTable('application_questions')
    .set({ question: ERASED, answer: blankUnlessNull('answer') })
    .where('application_id', '=', id)
    .execute()
  await tx
    .updateTable('wallet_changes')
    .set({ reason: ERASED, cancel_reason: blankUnlessNull('cancel_reason') })
    .where('application_id', '=', id)
    .execute()
  await tx.updateTable('application_notes').set({ note: ERASED }).where('application_id', '=', id).execute()
  await tx
    .updateTable('operator_credentials')
    .set({ revoked: true, revoked_at: by.at, revoked_reason: ERASED })
    .where('application_id', '=', id)
    .where('revoked', '=', false)
    .execute()
  await tx
    .updateTable('operator_downloads')
    .set({ ip_address: null, user_agent: null })
    .where(
      'credential_id',
      'in',
      tx.selectFrom('operator_credentials').select('id').where('application_id', '=', id),
    )
    .execute()
}

function blankUnlessNull(
  column: 'rejection_reason' | 'source_reason' | 'reason' | 'answer' | 'cancel_reason',
) {
  return sql<string | null>`CASE WHEN ${sql.ref(column)} IS NULL THEN NULL ELSE ${ERASED} END`
}

/** What is kept of an erased application's wallet while the cooldown lasts. */
function hashErasedWallet(publicId: string, wallet: Address): string {
  return createHash('sha256').update(`${publicId}${wallet.toLowerCase()}`).digest('hex')
}

/** Keeps the hash of a link's token; the link is good until then. */
export async function insertErasureLink(
  tx: Tx,
  link: { readonly tokenHash: string; readonly email: string; readonly expiresAt: Date },
): Promise<void> {
  await tx
    .insertInto('erasure_links')
    .values({ token_hash: link.tokenHash, email: link.email, expires_at: link.expiresAt })
    .execute()
}

/** Spends a link. @returns False when it is unknown, over, or another address's. */
export async function takeErasureLink(tx: Tx, tokenHash: string, email: string, now: Date): Promise<boolean> {
  const taken = await tx
    .deleteFrom('erasure_links')
    .where('token_hash', '=', tokenHash)
    .where('email', '=', email)
    .where('expires_at', '>', now)
    .returning('token_hash')
    .executeTakeFirst()
  return taken !== undefined
}

export async function deleteErasureLinks(tx: Tx, email: string): Promise<void> {
  await tx.deleteFrom('erasure_links').where('email', '=', email).execute()
}

/** What the export adds to each application: answers to unknown fields, corrections, credentials, downloads. */
export async function readRest(db: Db, id: number) {
  const { other_answers } = await db
    .selectFrom('operator_applications')
    .select('other_answers')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const corrections = await db
    .selectFrom('application_corrections')
    .select(['before', 'after', 'corrected_at as correctedAt'])
    .where('application_id', '=', id)
    .orderBy('id')
    .execute()
  const credentials = await db
    .selectFrom('operator_credentials')
    .select(['node_id as nodeId', 'api_key as apiKey', 'tier', 'operator_address as operator'])
    .select(['issued_at as issuedAt', 'claimed_at as claimedAt', 'expires_at as expiresAt'])
    .select(['last_used_at as lastUsedAt', 'revoked_at as revokedAt'])
    .where('application_id', '=', id)
    .orderBy('id')
    .execute()
  const downloads = await db
    .selectFrom('operator_downloads')
    .innerJoin('operator_credentials', 'operator_credentials.id', 'operator_downloads.credential_id')
    .select(['operator_downloads.download_type as type', 'operator_downloads.downloaded_at as at'])
    .select(['operator_downloads.ip_address as network', 'operator_downloads.user_agent as program'])
    .where('operator_credentials.application_id', '=', id)
    .orderBy('operator_downloads.id')
    .execute()
  return { otherAnswers: other_answers, corrections, credentials, downloads }
}
