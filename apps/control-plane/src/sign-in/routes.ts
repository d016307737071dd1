import { addressSchema } from '@noderr/protocol'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { removalOfSessionCookie, whoIsSignedIn } from '../auth/index.ts'
import { contextFor, type Services } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { challengeWallet } from './challenge-wallet.ts'
import { logInByToken, logInByWallet, type OpenedSession } from './log-in.ts'
import { challengePasskey, logInByPasskey } from './log-in-by-passkey.ts'
import { openAuth } from './open-auth.ts'
import { signedByPasskeySchema } from './passkey.ts'
import { logOut } from './revoke-sessions.ts'
import { toSessionView } from './session-view.ts'
import { requestLink } from './sign-in-mail.ts'

const MINUTE_MS = 60_000
const tokenSchema = z.object({ token: z.string().regex(/^[0-9a-f]{64}$/) })
const emailSchema = z.object({ email: z.email().max(254).toLowerCase() })
const walletSchema = z.object({ address: addressSchema })
const signedSchema = z.object({ message: z.string().max(2_000), signature: z.string().max(200) })

/** The ways to sign in and out, and `GET /api/auth/session`. */
export function signInRoutes(services: Services): FastifyPluginAsync {
  const { publicUrl } = services.config
  return async (app) => {
    const auth = openAuth(services)
    const atMost = (max: number) => ({
      config: { rateLimit: { max, timeWindow: MINUTE_MS } },
      bodyLimit: 4_096,
    })

    app.post('/api/auth/login', atMost(30), async (request, reply) => {
      const { token } = parseInput(tokenSchema, request.body)
      return open(reply, await logInByToken(services, auth, token, browserOf(request)))
    })
    app.post('/api/auth/email-link', atMost(10), async (request, reply) => {
      const { email } = parseInput(emailSchema, request.body)
      await requestLink(services, email)
      return reply.code(202).send({})
    })
    app.post('/api/auth/wallet/challenge', atMost(30), async (request) => {
      const { address } = parseInput(walletSchema, request.body)
      return { message: await challengeWallet(services, auth, address, request.ip) }
    })
    app.post('/api/auth/wallet/login', atMost(30), async (request, reply) => {
      const signed = parseInput(signedSchema, request.body)
      return open(reply, await logInByWallet(services, auth, signed, browserOf(request)))
    })
    app.post('/api/auth/passkey/challenge', atMost(30), () => challengePasskey(services))
    app.post('/api/auth/passkey/login', { ...atMost(30), bodyLimit: 32_768 }, async (request, reply) => {
      const signed = parseInput(signedByPasskeySchema, request.body)
      return open(reply, await logInByPasskey(services, auth, signed, browserOf(request)))
    })
    app.post('/api/auth/logout', atMost(120), async (request, reply) => {
      const signedIn = await whoIsSignedIn(services, request)
      if (signedIn) await logOut(contextFor(services, signedIn.actor), signedIn)
      reply.header('set-cookie', removalOfSessionCookie(publicUrl))
      return {}
    })
    app.get('/api/auth/session', async (request, reply) => {
      const signedIn = await whoIsSignedIn(services, request)
      reply.header('cache-control', 'no-store')
      return signedIn ? toSessionView(signedIn) : null
    })
  }
}

function open(reply: FastifyReply, cookies: OpenedSession): FastifyReply {
  reply.header('cache-control', 'no-store')
  for (const cookie of cookies) reply.header('set-cookie', cookie)
  return reply.send({})
}

/** All that is kept with a session of where it was opened: how the browser names itself. */
function browserOf(request: FastifyRequest): Headers {
  return new Headers({ 'user-agent': (request.headers['user-agent'] ?? '').slice(0, 200) })
}
