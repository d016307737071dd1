import type { FastifyRequest } from 'fastify'
import type { Actor, Services } from '../context/index.ts'
import type { SignedIn } from './session.ts'
import { readSessionToken } from './session-cookie.ts'
import { findSignedIn } from './session-store.ts'

/**
 * Whoever is signed in where a request comes from; undefined for nobody.
 *
 * @throws {@link ForeignOriginError} for a request that another site had the browser send.
 */
export async function whoIsSignedIn(
  services: Services,
  request: FastifyRequest,
): Promise<SignedIn | undefined> {
  const token = readSessionToken(request.headers.cookie, services)
  if (!token) return undefined
  requireOwnOrigin(services, request)
  return findSignedIn(services.db, token, new Date(services.clock.now()))
}

/** The same as an actor: an admin, a person, or nobody. @throws {@link ForeignOriginError} */
export async function whoAsks(services: Services, request: FastifyRequest): Promise<Actor> {
  return (await whoIsSignedIn(services, request))?.actor ?? { type: 'anonymous' }
}

/**
 * Browsers say which page had them send a request that changes something; programs say nothing.
 *
 * @throws {@link ForeignOriginError} when it was a page of another site.
 */
export function requireOwnOrigin({ config }: Pick<Services, 'config'>, request: FastifyRequest): void {
  const { origin } = request.headers
  if (origin !== undefined) {
    if (origin !== config.publicUrl && URL.parse(origin)?.host !== request.host)
      throw new ForeignOriginError(origin)
  } else if (request.headers['sec-fetch-site'] === 'cross-site') {
    throw new ForeignOriginError('another site')
  }
}

export class ForeignOriginError extends Error {
  override readonly name = 'ForeignOriginError'
  readonly kind = 'forbidden'
  readonly code = 'auth.foreign-origin'

  constructor(origin: string) {
    super(`a page of ${origin.slice(0, 200)} may not act here; open the console itself`)
  }
}
