import { type Address, type ApiKey, apiKeySchema, type NodeId, type Tier } from '@noderr/protocol'
import { equalInConstantTime, keyedHash } from '../auth/index.ts'
import type { Services } from '../context/index.ts'
import type { Authenticate } from '../http/index.ts'
import { requireLive } from './credential.ts'
import { findByApiKey, type SecretHashes, touchCredential } from './store.ts'

/** Who an API key and its secret stand for. It may read and report telemetry; it cannot enrol a key or predict. */
export interface ApiKeyHolder {
  readonly credentialId: number
  readonly nodeId: NodeId
  readonly operator: Address
  readonly tier: Tier
}

/** Stands in for a hash that is not there, so that an unknown key takes as long as a wrong secret. */
const NO_HASH = '0'.repeat(64)

/**
 * Finds out who sent `Authorization: Bearer API_KEY:API_SECRET`.
 *
 * @throws {@link ApiKeyRefusedError} for an absent or malformed header, an unknown key, a wrong secret;
 * {@link CredentialRevokedError} and {@link CredentialExpiredError} once the secret was right.
 */
export async function authenticateApiKey(
  { db, clock, secrets }: Pick<Services, 'db' | 'clock' | 'secrets'>,
  header: string | undefined,
): Promise<ApiKeyHolder> {
  const given = parseHeader(header)
  if (!given) throw new ApiKeyRefusedError()
  const now = new Date(clock.now())
  const found = await findByApiKey(db, given.apiKey)
  const hash = keyedHash(secrets.credentialPepper, given.apiSecret)
  if (!isSecretOf(found?.secrets, hash, now) || !found) throw new ApiKeyRefusedError()
  const { id, nodeId, operator, tier } = found.credential
  requireLive(found.credential, now)
  await touchCredential(db, id, now)
  return { credentialId: id, nodeId, operator, tier }
}

/** Authenticates the routes of the node API whose `auth` is `api-key`. */
export function credentialOf(services: Services): Authenticate<ApiKeyHolder> {
  return (request) => authenticateApiKey(services, request.headers.authorization)
}

function parseHeader(
  header: string | undefined,
): { readonly apiKey: ApiKey; readonly apiSecret: string } | undefined {
  const match = /^Bearer (noderr_[0-9a-f]{32}):([0-9a-f]{64})$/.exec(header ?? '')
  const [, apiKey, apiSecret] = match ?? []
  return apiKey && apiSecret ? { apiKey: apiKeySchema.parse(apiKey), apiSecret } : undefined
}

function isSecretOf(secrets: SecretHashes | undefined, hash: string, now: Date): boolean {
  const { current, previous } = secrets ?? {}
  const isCurrent = equalInConstantTime(current ?? NO_HASH, hash)
  const isPrevious = equalInConstantTime(previous?.hash ?? NO_HASH, hash)
  return isCurrent || (isPrevious && previous !== undefined && previous.expiresAt > now)
}

export class ApiKeyRefusedError extends Error {
  override readonly name = 'ApiKeyRefusedError'
  readonly kind = 'unauthenticated'
  readonly code = 'credential.refused'

  constructor() {
    super(
      'the API key and secret were not accepted; send `Authorization: Bearer API_KEY:API_SECRET` as the bundle has them',
    )
  }
}
