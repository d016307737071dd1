import type { Address } from '@noderr/protocol'
import type { ApplicationStatus } from '../applications/index.ts'

/** An application as far as its erasure is concerned. */
export interface Erasable {
  readonly id: number
  readonly publicId: string
  readonly status: ApplicationStatus
  readonly digest: string
  readonly wallet: Address | undefined
  /** Whether the wallet signed for the application. */
  readonly isWalletProven: boolean
  readonly isErased: boolean
  /** Those that are not revoked. */
  readonly credentials: readonly { readonly id: number; readonly expiresAt: Date | undefined }[]
}

/**
 * Lets an application be erased that gave nobody a credential that still works.
 *
 * @throws {@link AlreadyErasedError}, {@link LiveCredentialError}.
 */
export function requireErasable(application: Erasable, now: Date): void {
  if (application.isErased) throw new AlreadyErasedError(application)
  const live = application.credentials.filter(({ expiresAt }) => !expiresAt || expiresAt > now)
  if (live.length > 0)
    throw new LiveCredentialError(
      application,
      live.map(({ id }) => id),
    )
}

/** Whether the wallet's hash outlives the erasure, so that erasing is no way around the cooldown. */
export function keepsWalletHash({ status, isWalletProven }: Erasable, byWallet: boolean): boolean {
  return status === 'rejected' && (isWalletProven || byWallet)
}

export class AlreadyErasedError extends Error {
  override readonly name = 'AlreadyErasedError'
  readonly kind = 'conflict'
  readonly code = 'applicant.already-erased'

  constructor({ id }: Erasable) {
    super(`application ${id} was erased already; nothing of the person is left in it`)
  }
}

export class LiveCredentialError extends Error {
  override readonly name = 'LiveCredentialError'
  readonly kind = 'conflict'
  readonly code = 'applicant.live-credential'
  readonly credentialIds: readonly number[]

  constructor({ id }: Erasable, credentialIds: readonly number[]) {
    super(
      `application ${id} has live credentials (${credentialIds.join(', ')}): ask the network's support to revoke them first, then erase`,
    )
    this.credentialIds = credentialIds
  }
}
