import { type Address, type ApiKey, apiKeySchema, type NodeId, type Tier } from '@noderr/protocol'
import { equalInConstantTime, keyedHash, subscriberOf } from '../auth/index.ts'
import type { Services } from '../context/index.ts'
import type { Authenticate } from '../http/index.ts'
import { requireLive } from './credential.ts'
import { KeyLimits } from './key-limits.ts'
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

/** Where a header came from, and how often it may be wrong there. */
export interface KeyGate {
  readonly address: string
  readonly limits: KeyLimits
}

/**
 * Finds out who sent `Authorization: Bearer API_KEY:API_SECRET`. Asks the database each time, so that a credential that
 * was revoked is refused by the next request to any process.
 *
 * @param gate - Left out where nobody is limited.
 * @throws {@link ApiKeyRefusedError} for an absent or malformed header, an unknown key, a wrong secret;
 * {@link CredentialRevokedError} and {@link CredentialExpiredError} once the secret was right; {@link KeyLimitError}.
 */
export async function authenticateApiKey(
  { db, clock, secrets }: Pick<Services, 'db' | 'clock' | 'secrets'>,
  header: string | undefined,
  gate?: KeyGate,
): Promise<ApiKeyHolder> {
  gate?.limits.admit(gate.address)
  const given = parseHeader(header)
  const now = new Date(clock.now())
  const found = given && (await findByApiKey(db, given.apiKey))
  if (!given || !verifySecret(secrets.credentialPepper, given.apiSecret, found?.secrets, now) || !found) {
    gate?.limits.noteFailure(gate.address, given?.apiKey)
    throw new ApiKeyRefusedError()
  }
  gate?.limits.noteSuccess(given.apiKey)
  const { id, nodeId, operator, tier } = found.credential
  requireLive(found.credential, now)
  await touchCredential(db, id, now)
  return { credentialId: id, nodeId, operator, tier }
}

/**
 * Whether a secret is the current one, or the one before within its overlap: one keyed hash and two comparisons in
 * constant time, the same work for a key that nobody knows. A password hash would add nothing to 256 random bits.
 */
export function verifySecret(
  pepper: string,
  apiSecret: string,
  secrets: SecretHashes | undefined,
  now: Date,
): boolean {
  const hash = keyedHash(pepper, apiSecret)
  const { current, previous } = secrets ?? {}
  const isCurrent = equalInConstantTime(current ?? NO_HASH, hash)
  const isPrevious = equalInConstantTime(previous?.hash ?? NO_HASH, hash)
  return isCurrent || (isPrevious && previous !== undefined && previous.expiresAt > now)
}

/** The rooms of one process share their limits: an address that fails here has failed there. */
const limitsOf = new WeakMap<Services['clock'], KeyLimits>()

/** Authenticates the routes of the node API whose `auth` is `api-key`. */
export function credentialOf(services: Services): Authenticate<ApiKeyHolder> {
  const limits = limitsOf.get(services.clock) ?? new KeyLimits(services.clock)
  limitsOf.set(services.clock, limits)
  return (request) =>
    authenticateApiKey(services, request.headers.authorization, { address: subscriberOf(request.ip), limits })
}

function parseHeader(
  header: string | undefined,
): { readonly apiKey: ApiKey; readonly apiSecret: string } | undefined {
  const match = /^Bearer (noderr_[0-9a-f]{32}):([0-9a-f]{64})$/.exec(header ?? '')
  const [, apiKey, apiSecret] = match ?? []
  return apiKey && apiSecret ? { apiKey: apiKeySchema.parse(apiKey), apiSecret } : undefined
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
