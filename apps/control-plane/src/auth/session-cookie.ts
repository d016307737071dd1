const NAME = 'noderr_session'

/** The session's token out of a Cookie header. */
export function readSessionCookie(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  const value = pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1)
  return value && /^[0-9a-f]{64}$/.test(value) ? value : undefined
}

/** A Set-Cookie header; an empty token and a date in the past remove the cookie. */
export function writeSessionCookie(token: string, expiresAt: Date, secure: boolean): string {
  const parts = [
    `${NAME}=${token}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Expires=${expiresAt.toUTCString()}`,
  ]
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ')
}
