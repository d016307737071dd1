import { isAPIError } from 'better-auth/api'
import { insertUser, keyedHash, linkAdminToUser, takeLoginLink } from '../auth/index.ts'
import { type Context, contextFor, type Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import type { Auth } from './open-auth.ts'

/** A session that was just opened: what the browser is told to keep. */
export type OpenedSession = readonly string[]

/**
 * Trades a one-time token for a session: one that an admin was given as a link, or one that was mailed.
 *
 * @throws {@link LoginRefusedError} for a token that is unknown, used or expired.
 */
export async function logInByToken(
  services: Services,
  auth: Auth,
  token: string,
  headers: Headers,
): Promise<OpenedSession> {
  const ctx = contextFor(services, { type: 'anonymous' })
  const userId = await takeLink(ctx, services.secrets.tokenPepper, token)
  return opened(() =>
    userId === undefined
      ? auth.api.magicLinkVerify({ query: { token }, headers, returnHeaders: true })
      : auth.api.openSession({ body: { userId, by: 'login link' }, headers, returnHeaders: true }),
  )
}

/**
 * Trades a wallet's signature over a message of ours for a session; the message's nonce is good once.
 *
 * @throws {@link LoginRefusedError}
 */
export function logInByWallet(
  { config }: Services,
  auth: Auth,
  signed: { readonly message: string; readonly signature: string },
  headers: Headers,
): Promise<OpenedSession> {
  const request = new Request(`${config.publicUrl}/api/auth/siwe/verify`, { method: 'POST', headers })
  return opened(() =>
    auth.api.verifySiweMessage({ body: signed, headers, request, asResponse: false, returnHeaders: true }),
  )
}

/** @throws {@link LoginRefusedError} for whatever the library refuses; its own words name too much or too little. */
async function opened(open: () => Promise<{ readonly headers: Headers }>): Promise<OpenedSession> {
  try {
    return (await open()).headers.getSetCookie()
  } catch (error) {
    if (isAPIError(error)) throw new LoginRefusedError()
    throw error
  }
}

/** Uses up an admin's login link. @returns The person who signs in as that admin; undefined when it is no such link. */
function takeLink(ctx: Context, pepper: string, token: string): Promise<string | undefined> {
  const at = new Date(ctx.clock.now())
  return inTransaction(ctx.db, async (tx) => {
    const admin = await takeLoginLink(tx, keyedHash(pepper, token), at)
    if (!admin || admin.userId) return admin?.userId
    const id = Buffer.from(ctx.randomBytes(16)).toString('hex')
    await insertUser(tx, { id, name: admin.name, at })
    await linkAdminToUser(tx, admin.id, id)
    return id
  })
}

export class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError'
  readonly kind = 'unauthenticated'
  readonly code = 'auth.login-refused'

  constructor() {
    super('this sign-in was used, has expired or never existed; ask for a new one')
  }
}
