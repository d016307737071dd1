import type { Bytes32 } from '@noderr/protocol'
import type { Tx } from '../db/index.ts'
import { requireOpen, type WalletChange } from './change.ts'
import { lockChange } from './store.ts'

/**
 * A change that can still go either way, held until the transaction ends.
 *
 * @throws {@link WalletChangeUnknownError}, {@link WalletChangeOverError}.
 */
export async function getOpenChange(tx: Tx, changeId: Bytes32): Promise<WalletChange> {
  const change = await lockChange(tx, changeId)
  if (!change) throw new WalletChangeUnknownError()
  requireOpen(change)
  return change
}

export class WalletChangeUnknownError extends Error {
  override readonly name = 'WalletChangeUnknownError'
  readonly kind = 'not-found'
  readonly code = 'wallet-change.unknown'

  constructor() {
    super('there is no such change of wallets; open the link exactly as it stands in the mail')
  }
}
