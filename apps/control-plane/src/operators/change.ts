import type { Address, Bytes32, WalletChangeView } from '@noderr/protocol'

/** One operator's way from a lost wallet to another. */
export interface WalletChange {
  /** Random, so that only who was told of a change finds it. */
  readonly changeId: Bytes32
  readonly applicationId: number
  readonly formerWallet: Address
  readonly newWallet: Address
  readonly reason: string
  readonly proposedBy: string
  readonly proposedAt: Date
  /** When the new wallet signed. */
  readonly acceptedAt: Date | undefined
  readonly confirmation: { readonly by: string; readonly at: Date } | undefined
  /** The end of the notice. */
  readonly effectiveAt: Date | undefined
  readonly cancellation: { readonly by: string; readonly at: Date } | undefined
  readonly appliedAt: Date | undefined
}

/** @throws {@link WalletChangeOverError} once it was cancelled or applied. */
export function requireOpen(change: WalletChange): void {
  if (change.cancellation || change.appliedAt) throw new WalletChangeOverError(change)
}

/** Whether two people, the new wallet and the end of the notice allow it at `now`. */
export function isDue(change: WalletChange, now: Date): boolean {
  const { acceptedAt, confirmation, effectiveAt, cancellation, appliedAt } = change
  if (!acceptedAt || !confirmation || !effectiveAt || cancellation || appliedAt) return false
  return effectiveAt <= now
}

/** What a wallet is shown before it signs. */
export function viewOf(
  change: WalletChange,
  { origin, chainId, networkId }: Pick<WalletChangeView, 'origin' | 'chainId' | 'networkId'>,
): WalletChangeView {
  const ms = (at: Date | undefined) => at?.getTime() ?? null
  return {
    changeId: change.changeId,
    origin,
    chainId,
    networkId,
    formerWallet: change.formerWallet,
    newWallet: change.newWallet,
    acceptedAt: ms(change.acceptedAt),
    confirmedAt: ms(change.confirmation?.at),
    effectiveAt: ms(change.effectiveAt),
    cancelledAt: ms(change.cancellation?.at),
    appliedAt: ms(change.appliedAt),
  }
}

export class WalletChangeOverError extends Error {
  override readonly name = 'WalletChangeOverError'
  readonly kind = 'conflict'
  readonly code = 'wallet-change.over'
  readonly changeId: Bytes32

  constructor({ changeId, appliedAt }: WalletChange) {
    super(
      appliedAt
        ? 'this change of wallets was carried out already; to undo it, propose another'
        : 'this change of wallets was cancelled; propose another where it is still meant',
    )
    this.changeId = changeId
  }
}
