import { createHmac } from 'node:crypto'
import type { Services } from '../context/index.ts'
import { equalInConstantTime } from './token.ts'

/**
 * The cookie's name: `__Host-` binds it to this very host, which browsers grant over https alone.
 */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-noderr_session' : 'noderr_session'
}

/**
 * The session's token out of a Cookie header, as better-auth wrote it: `token.signature`, percent-encoded, the
 * signature being the base64 HMAC-SHA256 of the token. Undefined when there is none or it is not genuine.
 */
export function readSessionToken(
  header: string | undefined,
  { config, secrets }: Pick<Services, 'config' | 'secrets'>,
): string | undefined {
  const start = `${sessionCookieName(config.publicUrl)}=`
  const pair = (header ?? '').split(';').find((one) => one.trim().startsWith(start))
  const value = decode(pair?.trim().slice(start.length) ?? '')
  const dot = value.lastIndexOf('.')
  if (dot < 1) return undefined
  const token = value.slice(0, dot)
  const signature = createHmac('sha256', secrets.sessionSecret).update(token).digest('base64')
  return equalInConstantTime(value.slice(dot + 1), signature) ? token : undefined
}

/** A Set-Cookie header that removes the session's cookie. */
export function removalOfSessionCookie(publicUrl: string): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : ''
  return `${sessionCookieName(publicUrl)}=; Max-Age=0; Path=/; HttpOnly${secure}; SameSite=Strict`
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return ''
  }
}
