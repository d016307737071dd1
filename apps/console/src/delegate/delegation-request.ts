import {
  bytes32Schema,
  type Delegation,
  delegationSchema,
  delegationTypedData,
  type Hex,
  type SigningDomain,
} from '@noderr/protocol'
import type { ConnectedWallet } from '../wallet/WalletPicker.tsx'
import { signTypedData } from '../wallet/wallets.ts'

/** What `noderr-node delegation-request --json` printed. */
export interface DelegationRequest {
  readonly domain: SigningDomain
  readonly delegation: Delegation
}

/**
 * Reads what the node printed. Of the typed data only the values are taken: what is signed is a delegation as this
 * network knows it, whatever else the text would have had signed.
 *
 * @throws {@link DelegationUnreadableError}
 */
export function parseDelegationRequest(text: string): DelegationRequest {
  try {
    const { domain, message } = JSON.parse(text)
    return {
      domain: { chainId: Number(domain.chainId), networkId: bytes32Schema.parse(domain.salt) },
      delegation: delegationSchema.parse({
        ...message,
        notBefore: Number(message.notBefore),
        notAfter: Number(message.notAfter),
      }),
    }
  } catch (cause) {
    throw new DelegationUnreadableError(cause)
  }
}

/** @throws {@link OtherWalletError}, {@link WalletRefusedError} */
export async function signDelegation(
  { domain, delegation }: DelegationRequest,
  { wallet, account }: ConnectedWallet,
): Promise<Hex> {
  if (account !== delegation.operator) throw new OtherWalletError(delegation.operator)
  return signTypedData(wallet, account, delegationTypedData(domain, delegation))
}

export class DelegationUnreadableError extends Error {
  override readonly name = 'DelegationUnreadableError'
  readonly code = 'delegation.unreadable'

  constructor(cause: unknown) {
    super('This is not what noderr-node delegation-request --json prints; paste it whole.', { cause })
  }
}

export class OtherWalletError extends Error {
  override readonly name = 'OtherWalletError'
  readonly code = 'delegation.other-wallet'

  constructor(operator: string) {
    super(`The node belongs to ${operator}; choose that account in your wallet and sign again.`)
  }
}
