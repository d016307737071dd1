import { type Address, eraseTypedData, signatureSchema } from '@noderr/protocol'
import { api } from '../api/client.ts'
import type { ConnectedWallet } from '../wallet/WalletPicker.tsx'
import { signTypedData } from '../wallet/wallets.ts'

/** Confirms an erasure by the token of a mailed link. */
export function eraseByLink(token: string) {
  return api.applicant.eraseMe.mutate({ token })
}

/**
 * Confirms an erasure by the wallet's signature.
 *
 * @param signedIn - The wallet that must sign; the control plane takes no other.
 * @throws {@link WalletRefusedError}
 */
export async function eraseByWallet({ wallet, account }: ConnectedWallet, signedIn: Address | null) {
  const { origin, nonce, ...domain } = await api.applicant.getEraseChallenge.mutate()
  const typed = eraseTypedData(domain, { origin, wallet: signedIn ?? account, nonce })
  const signature = signatureSchema.parse(await signTypedData(wallet, account, typed))
  return api.applicant.eraseMe.mutate({ nonce, signature })
}
