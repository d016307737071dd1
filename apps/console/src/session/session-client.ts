import type { Address } from '@noderr/protocol'
import { connect, signMessage, type Wallet } from '../wallet/wallets.ts'

/** Whoever is signed in here. */
export interface SignedIn {
  /** An admin of the network, or anybody who proved an address or a wallet; undefined: an admin. */
  readonly kind?: 'admin' | 'person'
  /** An admin's name; of anybody else the address or the wallet. */
  readonly name: string
  /** An admin's; null for anybody else. */
  readonly role: string | null
  readonly email?: string | null
  readonly wallet?: Address | null
  /** What the role may do, as far as the control plane tells; undefined: it decides when asked. */
  readonly permissions?: readonly string[]
}

const TOKEN = /^#[0-9a-f]{64}$/

/**
 * Takes the one-time token out of a sign-in link, `/login#TOKEN`. The token leaves the address bar and the history at
 * once, before anybody can copy or bookmark it.
 *
 * @returns The token, or null when the page was not opened by such a link.
 */
export function takeLoginToken(
  location: Pick<Location, 'pathname' | 'hash'>,
  history: Pick<History, 'replaceState'>,
): string | null {
  if (location.pathname !== '/login') return null
  const { hash } = location
  history.replaceState(null, '', '/login')
  return TOKEN.test(hash) ? hash.slice(1) : null
}

/**
 * Trades the token of a link, printed or mailed, for a session, which the browser keeps as a cookie that scripts cannot
 * read.
 *
 * @throws {@link SignInRefusedError}
 */
export async function signInByToken(token: string): Promise<void> {
  await post('/api/auth/login', { token })
}

/** Has a link mailed; the answer is the same whoever the address belongs to. @throws {@link SignInRefusedError} */
export async function requestLink(email: string): Promise<void> {
  await post('/api/auth/email-link', { email })
}

/**
 * Has a wallet sign the control plane's message and trades the signature for a session.
 *
 * @throws {@link SignInRefusedError}, {@link WalletRefusedError}.
 */
export async function signInByWallet(wallet: Wallet): Promise<void> {
  const address = await connect(wallet)
  const { message } = (await post('/api/auth/wallet/challenge', { address })) as { message: string }
  const signature = await signMessage(wallet, address, message)
  await post('/api/auth/wallet/login', { message, signature })
}

/** Who is signed in; null when nobody is, or when it cannot be known. */
export async function fetchSession(): Promise<SignedIn | null> {
  const response = await fetch('/api/auth/session')
  const text = response.ok ? await response.text() : ''
  return text === '' ? null : JSON.parse(text)
}

export async function signOut(): Promise<void> {
  await fetch('/api/auth/logout', { method: 'POST' })
}

/** @throws {@link SignInRefusedError} with the control plane's own sentence. */
export async function post(path: string, input: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(input) })
  const answer = await response.json().catch(() => ({}))
  if (!response.ok) throw new SignInRefusedError(response.status, answer.detail)
  return answer
}

export class SignInRefusedError extends Error {
  override readonly name = 'SignInRefusedError'
  readonly code = 'console.sign-in-refused'
  readonly status: number

  constructor(status: number, detail: unknown) {
    const why = typeof detail === 'string' ? detail : `the control plane answered ${status}; try again`
    super(`${why.charAt(0).toUpperCase()}${why.slice(1)}.`)
    this.status = status
  }
}
