import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Actor, contextFor, type Services } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { findAdmin, logIn, logOut } from './login.ts'
import { readSessionCookie, writeSessionCookie } from './session-cookie.ts'

const loginSchema = z.object({ token: z.string().regex(/^[0-9a-f]{64}$/) })
const MINUTE_MS = 60_000

/** `POST /api/auth/login` {token}, `POST /api/auth/logout`, `GET /api/auth/session`. */
export function authRoutes(services: Services): FastifyPluginAsync {
  const pepper = services.secrets.tokenPepper
  const secure = services.config.publicUrl.startsWith('https:')
  return async (app) => {
    const limited = { config: { rateLimit: { max: 30, timeWindow: MINUTE_MS } }, bodyLimit: 1_024 }
    app.post('/api/auth/login', limited, async (request, reply) => {
      const { token } = parseInput(loginSchema, request.body)
      const { session, admin, expiresAt } = await logIn(
        contextFor(services, { type: 'anonymous' }),
        pepper,
        token,
      )
      reply.header('set-cookie', writeSessionCookie(session, expiresAt, secure))
      return { name: admin.name, role: admin.role }
    })
    app.post('/api/auth/logout', { bodyLimit: 1_024 }, async (request, reply) => {
      const session = readSessionCookie(request.headers.cookie)
      const actor = await whoAsks(services, request)
      if (session) await logOut(contextFor(services, actor), pepper, session)
      reply.header('set-cookie', writeSessionCookie('', new Date(0), secure))
      return {}
    })
    app.get('/api/auth/session', async (request) => {
      const actor = await whoAsks(services, request)
      return actor.type === 'admin' ? { name: actor.name, role: actor.role } : null
    })
  }
}

/**
 * The admin behind a browser's request, or nobody.
 *
 * @throws {@link ForeignOriginError} for a request that another site had the browser send.
 */
export async function whoAsks(services: Services, request: FastifyRequest): Promise<Actor> {
  const session = readSessionCookie(request.headers.cookie)
  if (!session) return { type: 'anonymous' }
  const { origin } = request.headers
  if (origin && URL.parse(origin)?.host !== request.host) throw new ForeignOriginError(origin)
  return (await findAdmin(services, services.secrets.tokenPepper, session)) ?? { type: 'anonymous' }
}

export class ForeignOriginError extends Error {
  override readonly name = 'ForeignOriginError'
  readonly kind = 'forbidden'
  readonly code = 'auth.foreign-origin'

  constructor(origin: string) {
    super(`a page of ${origin} may not act for the admin who is signed in here; open the console itself`)
  }
}
