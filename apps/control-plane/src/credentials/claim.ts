import type { Bytes32 } from '@noderr/protocol'
import { type Credential, requireLive } from './credential.ts'

/** A one-time link that was handed to an operator; of its token only a keyed hash is known. */
export interface ClaimLink {
  readonly claimId: Bytes32
  readonly credential: Credential
  readonly expiresAt: Date
  readonly usedAt: Date | undefined
  /** When a newer link took its place. */
  readonly withdrawnAt: Date | undefined
}

/**
 * Lets a link pass that can still be claimed at `now`. Whoever holds its token holds 256 random bits, so that telling
 * why a link is over helps nobody to find another.
 *
 * @throws {@link ClaimLinkUsedError}, {@link ClaimLinkWithdrawnError}, {@link ClaimLinkExpiredError},
 * {@link CredentialRevokedError}, {@link CredentialExpiredError}.
 */
export function requireClaimable(link: ClaimLink, now: Date): void {
  requireLive(link.credential, now)
  if (link.usedAt || link.credential.claimedAt) throw new ClaimLinkUsedError(link)
  if (link.withdrawnAt) throw new ClaimLinkWithdrawnError(link)
  if (link.expiresAt <= now) throw new ClaimLinkExpiredError(link)
}

export class ClaimLinkUsedError extends Error {
  override readonly name = 'ClaimLinkUsedError'
  readonly kind = 'conflict'
  readonly code = 'claim.used'
  readonly claimId: Bytes32

  constructor({ claimId }: ClaimLink) {
    super(
      'this credential was claimed before and is shown only once; if that was not you, ask for it to be revoked',
    )
    this.claimId = claimId
  }
}

export class ClaimLinkWithdrawnError extends Error {
  override readonly name = 'ClaimLinkWithdrawnError'
  readonly kind = 'conflict'
  readonly code = 'claim.withdrawn'
  readonly claimId: Bytes32

  constructor({ claimId }: ClaimLink) {
    super('a newer link has taken the place of this one; open the newest that you were given')
    this.claimId = claimId
  }
}

export class ClaimLinkExpiredError extends Error {
  override readonly name = 'ClaimLinkExpiredError'
  readonly kind = 'conflict'
  readonly code = 'claim.expired'
  readonly claimId: Bytes32

  constructor({ claimId, expiresAt }: ClaimLink) {
    super(`this link was good until ${expiresAt.toISOString()}; ask for a new one`)
    this.claimId = claimId
  }
}

/** For a token that never was one. */
export class ClaimLinkUnknownError extends Error {
  override readonly name = 'ClaimLinkUnknownError'
  readonly kind = 'not-found'
  readonly code = 'claim.unknown'

  constructor() {
    super('this is no claim link of this network; open the link exactly as it stands in the mail')
  }
}
