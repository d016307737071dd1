import type { BrowserContext } from 'playwright-core'
import type { Hex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'

/** A wallet in a test's browser; `decline` makes it refuse as a person does who presses "Reject". */
export interface BrowserWallet {
  decline: boolean
}

/** Gives every page of a context a wallet that introduces itself (EIP-6963) and signs with a real key (EIP-1193). */
export async function installWallet(
  context: BrowserContext,
  account: PrivateKeyAccount,
  name = 'Test Wallet',
): Promise<BrowserWallet> {
  const wallet: BrowserWallet = { decline: false }
  const binding = `wallet_${account.address}`
  await context.exposeFunction(binding, (method: string, params: readonly string[]) =>
    wallet.decline ? { refused: true } : answer(account, method, params),
  )
  await context.addInitScript(introduce, { binding, name })
  return wallet
}

async function answer(account: PrivateKeyAccount, method: string, params: readonly string[]) {
  if (method === 'eth_requestAccounts' || method === 'eth_accounts') return [account.address]
  if (method === 'eth_chainId') return '0x7a69'
  if (method === 'personal_sign') return account.signMessage({ message: { raw: params[0] as Hex } })
  if (method === 'eth_signTypedData_v4') {
    const { types, ...data } = JSON.parse(params[1] ?? '')
    const { EIP712Domain: _, ...structs } = types
    return account.signTypedData({ ...data, types: structs })
  }
  throw new RangeError(`the test wallet does not know ${method}`)
}

/** Runs in the page, before its own scripts. */
function introduce({ binding, name }: { readonly binding: string; readonly name: string }): void {
  // Tests outside the console are typed without a browser.
  const page = Reflect.get(globalThis, 'window') as EventTarget
  type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>
  const provider = {
    async request({ method, params = [] }: { method: string; params?: readonly unknown[] }) {
      const ask = Reflect.get(page, binding) as Ask
      const answered = await ask(method, params)
      if (typeof answered === 'object' && answered && 'refused' in answered)
        throw Object.assign(new Error('User rejected the request.'), { code: 4001 })
      return answered
    },
  }
  const info = { uuid: binding, name, icon: 'data:image/svg+xml,<svg/>', rdns: 'test.wallet' }
  const announce = () =>
    page.dispatchEvent(
      new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }),
    )
  page.addEventListener('eip6963:requestProvider', announce)
  announce()
}
