import { type Address, addressSchema, type claimTypedData, type Hex } from '@noderr/protocol'

/** Typed data as `packages/protocol` makes it. */
export type TypedData = ReturnType<typeof claimTypedData>

/** A wallet in this browser that speaks EIP-1193, with how it introduced itself (EIP-6963). */
export interface Wallet {
  readonly id: string
  readonly name: string
  /** A data URI, or undefined for a wallet that only stands in `window.ethereum`. */
  readonly icon: string | undefined
  readonly provider: Eip1193Provider
}

export interface Eip1193Provider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>
}

interface Announcement extends Event {
  readonly detail: {
    readonly info: { readonly uuid: string; readonly name: string; readonly icon: string }
    readonly provider: Eip1193Provider
  }
}

/**
 * Asks the browser's wallets to introduce themselves (EIP-6963) and tells of each as it answers.
 *
 * @returns Stops listening.
 */
export function discoverWallets(onWallet: (wallet: Wallet) => void): () => void {
  const hear = (event: Event) => {
    const { info, provider } = (event as Announcement).detail
    onWallet({ id: info.uuid, name: info.name, icon: info.icon, provider })
  }
  window.addEventListener('eip6963:announceProvider', hear)
  window.dispatchEvent(new Event('eip6963:requestProvider'))
  const { ethereum } = window as { readonly ethereum?: Eip1193Provider }
  if (ethereum) onWallet({ id: 'injected', name: 'Browser wallet', icon: undefined, provider: ethereum })
  return () => window.removeEventListener('eip6963:announceProvider', hear)
}

/** Asks a wallet for the account that its owner wants to use. @throws {@link WalletRefusedError} */
export async function connect(wallet: Wallet): Promise<Address> {
  const accounts = await ask(wallet, 'eth_requestAccounts')
  return addressSchema.parse(Array.isArray(accounts) ? accounts[0] : undefined)
}

/** EIP-191 signature over a text. @throws {@link WalletRefusedError} */
export async function signMessage(wallet: Wallet, account: Address, message: string): Promise<Hex> {
  const bytes = new TextEncoder().encode(message)
  const hex = `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  return (await ask(wallet, 'personal_sign', [hex, account])) as Hex
}

/** Wallets are told the domain's fields as well; Ethereum libraries add them by themselves. */
const DOMAIN_FIELDS = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'salt', type: 'bytes32' },
]

/** EIP-712 signature over typed data. @throws {@link WalletRefusedError} */
export async function signTypedData(wallet: Wallet, account: Address, data: TypedData): Promise<Hex> {
  const types = { EIP712Domain: DOMAIN_FIELDS, ...data.types }
  const text = JSON.stringify({ ...data, types }, (_, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  )
  return (await ask(wallet, 'eth_signTypedData_v4', [account, text])) as Hex
}

async function ask(wallet: Wallet, method: string, params: readonly unknown[] = []): Promise<unknown> {
  try {
    return await wallet.provider.request({ method, params })
  } catch (cause) {
    throw new WalletRefusedError(wallet.name, cause)
  }
}

export class WalletRefusedError extends Error {
  override readonly name = 'WalletRefusedError'
  readonly code = 'wallet.refused'

  constructor(wallet: string, cause: unknown) {
    const { code, message } = cause as { code?: unknown; message?: unknown }
    const declined = code === 4001
    super(
      declined
        ? `You declined in ${wallet}; nothing was signed. Try again when you are ready.`
        : `${wallet} did not answer as a wallet should (${String(message)}); unlock it and try again.`,
      { cause },
    )
  }
}
