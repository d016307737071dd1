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

export async function findClaimLink(db: Db, tokenHash: string): Promise<ClaimLink | undefined> {
  const row = await selectClaim(db, tokenHash).executeTakeFirst()
  return row && toClaimLink(row)
}

/** Locks link and credential: of two links for one credential, too, only one can be claimed. */
export async function lockClaimLink(tx: Tx, tokenHash: string): Promise<ClaimLink | undefined> {
  const row = await selectClaim(tx, tokenHash).forUpdate().executeTakeFirst()
  return row && toClaimLink(row)
}

export async function saveClaimed(tx: Tx, link: ClaimLink, secretHash: string, at: Date): Promise<void> {
  await tx
    .updateTable('operator_credentials')
    .set({ api_secret_hash: secretHash, claimed_at: at })
    .where('id', '=', link.credential.id)
    .execute()
  await tx
    .updateTable('credential_claims')
    .set({ used_at: at })
    .where('claim_id', '=', link.claimId)
    .execute()
}

function selectClaim(db: Db | Tx, tokenHash: string) {
  return db
    .selectFrom('credential_claims')
    .innerJoin('operator_credentials', 'operator_credentials.id', 'credential_claims.credential_id')
    .selectAll('operator_credentials')
    .select(['claim_id', 'used_at', 'credential_claims.expires_at as link_expires_at'])
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
  row: CredentialRow & { claim_id: string; used_at: Date | null; link_expires_at: Date },
): ClaimLink {
  return {
    claimId: row.claim_id as Bytes32,
    credential: toCredential(row),
    expiresAt: row.link_expires_at,
    usedAt: row.used_at ?? undefined,
  }
}
