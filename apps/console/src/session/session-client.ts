/** The admin who is signed in here. */
export interface SignedIn {
  readonly name: string
  readonly role: string
  /** What the role may do, as far as the control plane tells; undefined: it decides when asked. */
  readonly permissions?: readonly string[]
}

const TOKEN = /^#[0-9a-f]{64}$/

/**
 * Takes the one-time token out of a login link, `/login#TOKEN`. The token leaves the address bar and the history at
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
  history.replaceState(null, '', '/')
  return TOKEN.test(hash) ? hash.slice(1) : null
}

/**
 * Trades a login token for a session, which the browser keeps as a cookie that scripts cannot read.
 *
 * @throws {@link SignInRefusedError} for a token that is unknown, used or expired.
 */
export async function signIn(token: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ token })
  const response = await fetch('/api/auth/login', { method: 'POST', headers, body })
  if (!response.ok) throw new SignInRefusedError(response.status)
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

export class SignInRefusedError extends Error {
  override readonly name = 'SignInRefusedError'
  readonly code = 'console.sign-in-refused'
  readonly status: number

  constructor(status: number) {
    super(`The login link was refused (${status}): it works once and for a day. Ask for a new one.`)
    this.status = status
  }
}
