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

/**
 * Lets a credential pass that may be used or claimed at `now`.
 *
 * @throws {@link CredentialRevokedError}, {@link CredentialExpiredError}.
 */
export function requireLive(credential: Credential, now: Date): void {
  if (credential.revocation) throw new CredentialRevokedError(credential)
  if (credential.expiresAt && credential.expiresAt <= now) throw new CredentialExpiredError(credential)
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
    super(`the credential of node ${nodeId} has expired; ask the network's support for a new one`)
    this.nodeId = nodeId
  }
}
