import { type Address, addressSchema, type Bytes32, nodeIdSchema, TIERS, type Tier } from '@noderr/protocol'
import { type Expression, type SqlBool, sql } from 'kysely'
import type { ApplicationSource, ApplicationStatus } from '../applications/index.ts'
import type { Db, Tx } from '../db/index.ts'
import { type Draft, draftSchema } from './draft.ts'
import type { OwnApplication, OwnCredential } from './ownership.ts'
import type { Proven } from './person.ts'
import type { Former } from './reapply.ts'

/** What of the network's settings an applicant needs to know. */
export async function readTierSettings(db: Db): Promise<{
  readonly caps: Partial<Record<Tier, number>>
  readonly stakes: Partial<Record<Tier, number>>
  readonly approved: Partial<Record<Tier, number>>
  readonly cooldownDays: number
  readonly graceDays: number
}> {
  const settings = await db
    .selectFrom('system_config')
    .select(['key', 'value'])
    .where('key', 'in', [
      ...TIERS.map((tier) => `max_${tier}s`),
      'stake_nodr',
      'reapply_cooldown_days',
      'grace_period_days',
    ])
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
    cooldownDays: toDays(value('reapply_cooldown_days'), COOLDOWN_DAYS),
    graceDays: toDays(value('grace_period_days'), GRACE_DAYS),
  }
}

export async function readReapplySettings(db: Db): Promise<{ readonly cooldownDays: number }> {
  const row = await db
    .selectFrom('system_config')
    .select('value')
    .where('key', '=', 'reapply_cooldown_days')
    .executeTakeFirst()
  return { cooldownDays: toDays(row?.value, COOLDOWN_DAYS) }
}

const COOLDOWN_DAYS = 90
const GRACE_DAYS = 30

function toDays(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise
}

// ── Nonces and limits ───────────────────────────────────────────────────────────────────────────────────────────

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

/** Counts one use of a key in the window that is open, or opens one. */
export async function countUse(
  tx: Tx,
  key: string,
  now: Date,
  windowEnd: Date,
): Promise<{ readonly count: number; readonly resetsAt: Date }> {
  const row = await tx
    .insertInto('applicant_limits')
    .values({ key, count: 1, resets_at: windowEnd })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        count: sql<number>`CASE WHEN applicant_limits.resets_at <= ${now} THEN 1 ELSE applicant_limits.count + 1 END`,
        resets_at: sql<Date>`CASE WHEN applicant_limits.resets_at <= ${now} THEN ${windowEnd} ELSE applicant_limits.resets_at END`,
      }),
    )
    .returning(['count', 'resets_at'])
    .executeTakeFirstOrThrow()
  return { count: row.count, resetsAt: row.resets_at }
}

/** Forgets what has run out: nonces, limits, links; drafts older than `draftsBefore`. */
export async function deleteExpired(tx: Tx, now: Date, draftsBefore: Date): Promise<void> {
  await tx.deleteFrom('applicant_nonces').where('expires_at', '<=', now).execute()
  await tx.deleteFrom('applicant_limits').where('resets_at', '<=', now).execute()
  await tx.deleteFrom('application_drafts').where('saved_at', '<', draftsBefore).execute()
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

/** Every application of a wallet that has signed in or of a mail address whose link was opened, newest first. */
export async function findOwnApplications(db: Db, proven: Proven): Promise<OwnApplication[]> {
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
    .orderBy('id', 'desc')
    .limit(MOST_OWN)
    .execute()
  const ids = rows.map(({ id }) => id)
  if (ids.length === 0) return []
  const [histories, credentials] = [await readHistories(db, ids), await readCredentials(db, ids)]
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
    reviewedAt: row.reviewed_at,
    rejectionReason: row.rejection_reason,
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

/** The newest credential of each application. */
async function readCredentials(db: Db, ids: readonly number[]): Promise<Map<number, OwnCredential>> {
  const rows = await db
    .selectFrom('operator_credentials')
    .select(['application_id', 'node_id', 'claimed_at', 'expires_at', 'revoked_at'])
    .where('application_id', 'in', ids)
    .orderBy('id')
    .execute()
  return new Map(
    rows.map((row) => [
      row.application_id,
      {
        nodeId: nodeIdSchema.parse(row.node_id),
        claimedAt: row.claimed_at,
        expiresAt: row.expires_at,
        revokedAt: row.revoked_at,
      },
    ]),
  )
}

/** @returns False when the application was closed before. */
export async function saveWithdrawal(tx: Tx, id: number): Promise<boolean> {
  const closed = await tx
    .updateTable('operator_applications')
    .set({ status: 'withdrawn' })
    .where('id', '=', id)
    .where('status', 'in', ['pending', 'needs_attention'])
    .returning('id')
    .executeTakeFirst()
  return closed !== undefined
}
