import type { Address, ApiKey, Bytes32, NodeId, Tier } from '@noderr/protocol'
import type { Selectable } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { DB } from '../db/schema.generated.ts'
import type { ClaimLink } from './claim.ts'
import type { Credential } from './credential.ts'

/** Keyed hashes of the secrets that a credential takes: the current one and, for its grace period, the one before. */
export interface SecretHashes {
  readonly current: string | undefined
  readonly previous: { readonly hash: string; readonly expiresAt: Date } | undefined
}

export interface NewCredential {
  readonly applicationId: number
  readonly operator: Address
  readonly nodeId: NodeId
  readonly apiKey: ApiKey
  readonly tier: Tier
  readonly issuedAt: Date
}

export async function insertCredential(tx: Tx, credential: NewCredential): Promise<Credential> {
  const row = await tx
    .insertInto('operator_credentials')
    .values({
      application_id: credential.applicationId,
      operator_address: credential.operator,
      node_id: credential.nodeId,
      api_key: credential.apiKey,
      tier: credential.tier,
      issued_at: credential.issuedAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toCredential(row)
}

export async function lockCredential(tx: Tx, id: number): Promise<Credential | undefined> {
  const row = await tx
    .selectFrom('operator_credentials')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row && toCredential(row)
}

export async function findByApiKey(
  db: Db,
  apiKey: ApiKey,
): Promise<{ readonly credential: Credential; readonly secrets: SecretHashes } | undefined> {
  const row = await db
    .selectFrom('operator_credentials')
    .selectAll()
    .where('api_key', '=', apiKey)
    .executeTakeFirst()
  return row && { credential: toCredential(row), secrets: toSecretHashes(row) }
}

/** A credential whose wallet and revocation stay as they are until the transaction ends; others may hold it too. */
export async function holdCredential(tx: Tx, id: number): Promise<Credential | undefined> {
  const row = await tx
    .selectFrom('operator_credentials')
    .selectAll()
    .where('id', '=', id)
    .forShare()
    .executeTakeFirst()
  return row && toCredential(row)
}

/** The credential of a node, held until the transaction ends. */
export async function lockByNode(tx: Tx, nodeId: NodeId): Promise<Credential | undefined> {
  const row = await tx
    .selectFrom('operator_credentials')
    .selectAll()
    .where('node_id', '=', nodeId)
    .forUpdate()
    .executeTakeFirst()
  return row && toCredential(row)
}

/** Every credential of an application, held until the transaction ends; oldest first. */
export async function lockOfApplication(tx: Tx, applicationId: number): Promise<Credential[]> {
  const rows = await tx
    .selectFrom('operator_credentials')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(toCredential)
}

/** How many credentials of an application nobody ended. */
export async function countLiveOfApplication(tx: Tx, applicationId: number): Promise<number> {
  const { live } = await tx
    .selectFrom('operator_credentials')
    .select((count) => count.fn.countAll<string>().as('live'))
    .where('application_id', '=', applicationId)
    .where('revoked', '=', false)
    .executeTakeFirstOrThrow()
  return Number(live)
}

/** Newest first, below `before`. */
export async function listBefore(db: Db, before: number | undefined, limit: number): Promise<Credential[]> {
  const page = db.selectFrom('operator_credentials').selectAll().orderBy('id', 'desc').limit(limit)
  const rows = await (before === undefined ? page : page.where('id', '<', before)).execute()
  return rows.map(toCredential)
}

export async function saveRevocation(tx: Tx, id: number, at: Date, reason: string): Promise<void> {
  await tx
    .updateTable('operator_credentials')
    .set({ revoked: true, revoked_at: at, revoked_reason: reason })
    .where('id', '=', id)
    .execute()
}

/** A new secret takes the place of the current one, which stays good until `previousUntil` or ends at once. */
export async function saveRotation(
  tx: Tx,
  id: number,
  change: {
    readonly secretHash: string
    readonly previousUntil: Date | undefined
    readonly signedAt: Date
    readonly expiresAt: Date
  },
): Promise<void> {
  await tx
    .updateTable('operator_credentials')
    .set((row) => ({
      ...formerSecret(change.previousUntil, row.ref('api_secret_hash')),
      api_secret_hash: change.secretHash,
      rotation_signed_at: change.signedAt,
      expires_at: change.expiresAt,
    }))
    .where('id', '=', id)
    .execute()
}

/** Back to what it was before its claim; the secret stays good until `previousUntil` or ends at once. */
export async function saveReissue(tx: Tx, id: number, previousUntil: Date | undefined): Promise<void> {
  await tx
    .updateTable('operator_credentials')
    .set((row) => ({
      ...formerSecret(previousUntil, row.ref('api_secret_hash')),
      api_secret_hash: null,
      claimed_at: null,
      expires_at: null,
    }))
    .where('id', '=', id)
    .execute()
}

function formerSecret<Hash>(until: Date | undefined, current: Hash) {
  return {
    previous_api_secret_hash: until ? current : null,
    previous_secret_expires_at: until ?? null,
  }
}

/** When the wallet signed the last rotation of a credential. */
export async function findRotationTime(tx: Tx, id: number): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('operator_credentials')
    .select('rotation_signed_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.rotation_signed_at ?? undefined
}

/** Writes at most once a minute, so that busy nodes do not rewrite their row at every call. */
export async function touchCredential(db: Db, id: number, now: Date): Promise<void> {
  await db
    .updateTable('operator_credentials')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where((or) =>
      or.or([or('last_used_at', 'is', null), or('last_used_at', '<', new Date(now.getTime() - 60_000))]),
    )
    .execute()
}

export async function insertClaim(
  tx: Tx,
  claim: {
    readonly claimId: Bytes32
    readonly credentialId: number
    readonly tokenHash: string
    readonly mintedAt: Date
    readonly expiresAt: Date
  },
): Promise<void> {
  await tx
    .insertInto('credential_claims')
    .values({
      claim_id: claim.claimId,
      credential_id: claim.credentialId,
      token_hash: claim.tokenHash,
      minted_at: claim.mintedAt,
      expires_at: claim.expiresAt,
    })
    .execute()
}

export async function findClaimLink(db: Db | Tx, tokenHash: string): Promise<ClaimLink | undefined> {
  const row = await selectClaim(db, tokenHash).executeTakeFirst()
  return row && toClaimLink(row)
}

/**
 * Holds the credential behind a link until the transaction ends, and reads the link under that lock: whoever makes,
 * ends or uses links of a credential holds the credential first.
 */
export async function lockClaimLink(tx: Tx, tokenHash: string): Promise<ClaimLink | undefined> {
  const claim = await tx
    .selectFrom('credential_claims')
    .select('credential_id')
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  if (!claim) return undefined
  await lockCredential(tx, claim.credential_id)
  return findClaimLink(tx, tokenHash)
}

/** Ends every link of a credential that could still be used. */
export async function withdrawLinks(tx: Tx, credentialId: number, at: Date): Promise<void> {
  await tx
    .updateTable('credential_claims')
    .set({ withdrawn_at: at })
    .where('credential_id', '=', credentialId)
    .where('used_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .execute()
}

export async function saveClaimed(
  tx: Tx,
  link: ClaimLink,
  { secretHash, at, expiresAt }: { readonly secretHash: string; readonly at: Date; readonly expiresAt: Date },
): Promise<void> {
  await tx
    .updateTable('operator_credentials')
    .set({ api_secret_hash: secretHash, claimed_at: at, expires_at: expiresAt })
    .where('id', '=', link.credential.id)
    .execute()
  await tx
    .updateTable('credential_claims')
    .set({ used_at: at })
    .where('claim_id', '=', link.claimId)
    .execute()
}

/** A credential with the newest of its links and the time until which its former secret is good. */
export interface CredentialWithLink {
  readonly credential: Credential
  readonly link: { readonly mintedAt: Date; readonly expiresAt: Date } | undefined
  readonly previousSecretUntil: Date | undefined
}

/** The credentials of an application or of a wallet, newest first. */
export async function listOfOperator(
  db: Db,
  whose: { readonly applicationId: number } | { readonly operator: Address },
): Promise<CredentialWithLink[]> {
  const rows = await db
    .selectFrom('operator_credentials')
    .leftJoin('credential_claims', (join) =>
      join
        .onRef('credential_claims.credential_id', '=', 'operator_credentials.id')
        .on('used_at', 'is', null)
        .on('withdrawn_at', 'is', null),
    )
    .selectAll('operator_credentials')
    .select(['minted_at', 'credential_claims.expires_at as link_expires_at'])
    .where((whom) =>
      'applicationId' in whose
        ? whom('application_id', '=', whose.applicationId)
        : whom(whom.fn<string>('lower', ['operator_address']), '=', whose.operator.toLowerCase()),
    )
    .orderBy('operator_credentials.id', 'desc')
    .limit(1_000)
    .execute()
  return rows.map((row) => ({
    credential: toCredential(row),
    link:
      row.minted_at && row.link_expires_at
        ? { mintedAt: row.minted_at, expiresAt: row.link_expires_at }
        : undefined,
    previousSecretUntil: row.previous_secret_expires_at ?? undefined,
  }))
}

/** Claimed credentials that end after `now` and by `until`. */
export async function listEnding(db: Db, now: Date, until: Date): Promise<Credential[]> {
  const rows = await db
    .selectFrom('operator_credentials')
    .selectAll()
    .where('revoked', '=', false)
    .where('expires_at', '>', now)
    .where('expires_at', '<=', until)
    .orderBy('id')
    .execute()
  return rows.map(toCredential)
}

/** @returns False when this reminder of this expiry was written before. */
export async function insertReminder(
  tx: Tx,
  reminder: {
    readonly credentialId: number
    readonly expiresAt: Date
    readonly daysBefore: number
    readonly at: Date
  },
): Promise<boolean> {
  const row = await tx
    .insertInto('credential_reminders')
    .values({
      credential_id: reminder.credentialId,
      expires_at: reminder.expiresAt,
      days_before: reminder.daysBefore,
      reminded_at: reminder.at,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('credential_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Hands every credential that nobody ended over to another wallet. */
export async function moveCredentials(tx: Tx, applicationId: number, wallet: Address): Promise<Credential[]> {
  const rows = await tx
    .updateTable('operator_credentials')
    .set({ operator_address: wallet })
    .where('application_id', '=', applicationId)
    .where('revoked', '=', false)
    .returningAll()
    .execute()
  return rows.map(toCredential)
}

function selectClaim(db: Db | Tx, tokenHash: string) {
  return db
    .selectFrom('credential_claims')
    .innerJoin('operator_credentials', 'operator_credentials.id', 'credential_claims.credential_id')
    .selectAll('operator_credentials')
    .select(['claim_id', 'used_at', 'withdrawn_at', 'credential_claims.expires_at as link_expires_at'])
    .where('token_hash', '=', tokenHash)
}

type CredentialRow = Selectable<DB['operator_credentials']>

function toCredential(row: CredentialRow): Credential {
  return {
    id: row.id,
    applicationId: row.application_id,
    operator: row.operator_address as Address,
    nodeId: row.node_id as NodeId,
    apiKey: row.api_key as ApiKey,
    tier: row.tier as Tier,
    issuedAt: row.issued_at,
    claimedAt: row.claimed_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
    revocation: row.revoked_at ? { at: row.revoked_at, reason: row.revoked_reason ?? '' } : undefined,
  }
}

function toSecretHashes(row: CredentialRow): SecretHashes {
  const { api_secret_hash, previous_api_secret_hash: hash, previous_secret_expires_at: expiresAt } = row
  return {
    current: api_secret_hash ?? undefined,
    previous: hash && expiresAt ? { hash, expiresAt } : undefined,
  }
}

function toClaimLink(
  row: CredentialRow & {
    claim_id: string
    used_at: Date | null
    withdrawn_at: Date | null
    link_expires_at: Date
  },
): ClaimLink {
  return {
    claimId: row.claim_id as Bytes32,
    credential: toCredential(row),
    expiresAt: row.link_expires_at,
    usedAt: row.used_at ?? undefined,
    withdrawnAt: row.withdrawn_at ?? undefined,
  }
}
