import type { Address, ApiKey, NodeId, Tier } from '@noderr/protocol'

/** What an approved operator holds for one node: an identity, an API key and, once claimed, its secret. */
export interface Credential {
  readonly id: number
  readonly applicationId: number
  readonly operator: Address
  readonly nodeId: NodeId
  readonly apiKey: ApiKey
  readonly tier: Tier
  readonly issuedAt: Date
  /** Undefined until the operator has taken the secret. */
  readonly claimedAt: Date | undefined
  readonly expiresAt: Date | undefined
  readonly lastUsedAt: Date | undefined
  readonly revocation: { readonly at: Date; readonly reason: string } | undefined
}

/** Where a credential stands: waiting for its wallet, in use, over by time, ended by somebody. */
export type CredentialState = 'invited' | 'claimed' | 'expired' | 'revoked'

export function stateOf({ revocation, expiresAt, claimedAt }: Credential, now: Date): CredentialState {
  if (revocation) return 'revoked'
  if (expiresAt && expiresAt <= now) return 'expired'
  return claimedAt ? 'claimed' : 'invited'
}

/**
 * Lets a credential pass that may be used or claimed at `now`.
 *
 * @throws {@link CredentialRevokedError}, {@link CredentialExpiredError}.
 */
export function requireLive(credential: Credential, now: Date): void {
  requireNotRevoked(credential)
  if (stateOf(credential, now) === 'expired') throw new CredentialExpiredError(credential)
}

/** @throws {@link CredentialRevokedError} */
export function requireNotRevoked(credential: Credential): void {
  if (credential.revocation) throw new CredentialRevokedError(credential)
}

/**
 * Lets a credential pass whose secret can be replaced: it was claimed, and nobody ended it. One that has expired is
 * renewed by the same deed.
 *
 * @throws {@link CredentialRevokedError}, {@link CredentialNotClaimedError}.
 */
export function requireClaimed(credential: Credential): void {
  requireNotRevoked(credential)
  if (!credential.claimedAt) throw new CredentialNotClaimedError(credential)
}

export class CredentialRevokedError extends Error {
  override readonly name = 'CredentialRevokedError'
  readonly kind = 'forbidden'
  readonly code = 'credential.revoked'
  readonly nodeId: NodeId

  constructor({ nodeId }: Credential) {
    super(`the credential of node ${nodeId} was revoked; ask the network's support for a new one`)
    this.nodeId = nodeId
  }
}

export class CredentialExpiredError extends Error {
  override readonly name = 'CredentialExpiredError'
  readonly kind = 'forbidden'
  readonly code = 'credential.expired'
  readonly nodeId: NodeId

  constructor({ nodeId }: Credential) {
    super(`the credential of node ${nodeId} has expired; renew it with the operator's wallet at /rotate`)
    this.nodeId = nodeId
  }
}

export class CredentialNotClaimedError extends Error {
  override readonly name = 'CredentialNotClaimedError'
  readonly kind = 'conflict'
  readonly code = 'credential.not-claimed'
  readonly nodeId: NodeId

  constructor({ nodeId }: Credential) {
    super(
      `the credential of node ${nodeId} has no secret yet; claim it by its link first, or ask the network's support for another link`,
    )
    this.nodeId = nodeId
  }
}
