import { ROUTES } from '@noderr/protocol'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addAdmin, findAdminByName, mintLoginToken } from '../src/auth/index.ts'
import { buildApi } from '../src/build-api.ts'
import { COMPLETE, submitForm } from './deliveries.ts'
import { startTestServices, type TestServices } from './services.ts'
import { signIn } from './sign-in.ts'

const HOST = 'noderr.example.org'
const EVIL = 'https://evil.example.org'
const JSON_TYPE = { 'content-type': 'application/json' }

let services: TestServices
let app: FastifyInstance
let cookie: string

beforeAll(async () => {
  services = await startTestServices({ PUBLIC_URL: `https://${HOST}` })
  app = await buildApi(services)
  const session = await signIn(services, { name: 'olga', role: 'owner' })
  cookie = `${session.name}=${session.value}`
})
afterAll(async () => {
  await app.close()
  await services.close()
})

let visitors = 0
/** A request from an address of its own, so that only the tests of limits meet one. */
const send = (request: InjectOptions & { readonly url: string }) => {
  visitors += 1
  const remoteAddress = `203.0.113.${visitors % 250}`
  return app.inject({ remoteAddress, ...request, headers: { host: HOST, ...request.headers } })
}
const post = (url: string, payload: string | object, headers: Record<string, string> = {}) =>
  send({ method: 'POST', url, payload, headers: { ...JSON_TYPE, ...headers } })

it.each<readonly [string, InjectOptions & { readonly url: string }]>([
  ['a page', { url: '/login', headers: { accept: 'text/html' } }],
  ['an answer of the API', { url: '/api/auth/session' }],
  ['a procedure', { url: '/trpc/network.live' }],
  ['an error', { method: 'POST', url: '/api/auth/login', payload: { token: 'x' } }],
  ['a path that leads nowhere', { url: '/api/nothing' }],
  ['a refused origin', { method: 'POST', url: '/api/auth/logout', headers: { origin: EVIL } }],
])('sends with %s what keeps browsers from framing, sniffing and running others', async (_, request) => {
  const { headers } = await send(request)
  const policy = String(headers['content-security-policy'])
  for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
    expect(policy).toContain(rule)
  expect(policy).not.toMatch(/unsafe|\*|https?:|data:/)
  expect(headers).toMatchObject({
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': expect.stringMatching(/max-age=\d{8}/),
  })
  expect(headers).not.toHaveProperty('access-control-allow-origin')
})

const forgeries: readonly (readonly [string, string, object])[] = [
  ['a procedure', '/trpc/admin.addAdmin', { name: 'mallory', role: 'owner' }],
  ['signing in', '/api/auth/login', { token: 'ab'.repeat(32) }],
  ['asking for a link', '/api/auth/email-link', { email: 'ada@example.org' }],
  ['asking a wallet', '/api/auth/wallet/challenge', { address: `0x${'1'.repeat(40)}` }],
  ['signing in by wallet', '/api/auth/wallet/login', { message: 'm', signature: 's' }],
  ['asking a passkey', '/api/auth/passkey/challenge', {}],
  ['signing in by passkey', '/api/auth/passkey/login', {}],
  ['signing out', '/api/auth/logout', {}],
  ['claiming', ROUTES.claim.path, { claimToken: 'ab'.repeat(32) }],
]

it.each(forgeries)(
  'refuses %s to a page of another site, whatever it says of itself',
  async (_, url, body) => {
    const said: Record<string, string>[] = [
      { origin: EVIL },
      { origin: 'null' },
      { origin: `https://${HOST}.evil.example.org` },
      { origin: `https://${HOST}:444` },
      { 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of said) {
      const answer = await post(url, body, { cookie, ...headers })
      expect([answer.statusCode, answer.json().code], JSON.stringify(headers)).toEqual([
        403,
        'auth.foreign-origin',
      ])
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect(await findAdminByName(services.db, 'mallory')).toBeUndefined()
  },
)

it('takes the same from its own page, under the address that the world knows and under the one it listens on', async () => {
  for (const headers of [
    { origin: `https://${HOST}` },
    { origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' },
  ]) {
    const answer = await post('/trpc/admin.addAdmin', { name: 'olga', role: 'owner' }, { cookie, ...headers })
    expect(answer.json()).toMatchObject({ error: { data: { problem: 'admin.exists' } } })
  }
})

it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
  'takes no procedure as %s, which a form of any site can send',
  async (type) => {
    const payload = '{"name":"mallory","role":"owner"}'
    const headers = { cookie, ...(type ? { 'content-type': type } : { 'content-type': 'x' }) }
    const answer = await send({ method: 'POST', url: '/trpc/admin.addAdmin', payload, headers })
    expect(answer.statusCode).toBe(415)
    const entering = await send({ method: 'POST', url: '/api/auth/login', payload, headers })
    expect(entering.statusCode).toBeGreaterThanOrEqual(400)
    expect(entering.headers['set-cookie']).toBeUndefined()
    expect(await findAdminByName(services.db, 'mallory')).toBeUndefined()
  },
)

it("changes nothing by GET, and shows nothing of a session to another site's page", async () => {
  const input = encodeURIComponent('{"name":"mallory","role":"owner"}')
  const byGet = await send({ url: `/trpc/admin.addAdmin?input=${input}`, headers: { cookie } })
  expect(byGet.statusCode).toBe(405)
  const read = await send({ url: '/trpc/admin.getAdmins', headers: { cookie, origin: EVIL } })
  expect(read.body).not.toContain('olga')
  expect(read.statusCode).toBeGreaterThanOrEqual(400)
})

it.each([
  ['signing in', '/api/auth/login', { token: 'ab'.repeat(32) }, 30],
  ['asking for a link', '/api/auth/email-link', { email: 'not an address' }, 10],
  ['asking a wallet', '/api/auth/wallet/challenge', { address: 'x' }, 30],
  ['signing in by wallet', '/api/auth/wallet/login', { message: 'm', signature: 's' }, 30],
  ['asking a passkey', '/api/auth/passkey/challenge', {}, 30],
  ['signing in by passkey', '/api/auth/passkey/login', {}, 30],
  ['looking at a claim', ROUTES.previewClaim.path, { claimToken: 'ab'.repeat(32) }, 120],
  ['claiming', ROUTES.claim.path, {}, 120],
])('answers %s from one address with 429 and when to try again', async (_, url, payload, max) => {
  visitors += 1
  const remoteAddress = `198.51.100.${visitors % 250}`
  const statuses: number[] = []
  for (let times = 0; times < max; times += 1)
    statuses.push((await send({ method: 'POST', url, payload, remoteAddress })).statusCode)
  expect(statuses).not.toContain(429)
  const limited = await send({ method: 'POST', url, payload, remoteAddress })
  expect(limited.statusCode).toBe(429)
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0)
  expect(limited.headers['content-type']).toMatch('application/problem+json')
})

it('lets an address be written to so often an hour, from wherever', async () => {
  const ask = () => post('/api/auth/email-link', { email: 'flood@example.org' })
  for (let times = 0; times < 5; times += 1) expect((await ask()).statusCode).toBe(202)
  const limited = await ask()
  expect(limited.statusCode).toBe(429)
  expect(limited.headers['retry-after']).toBe('3600')
  services.clock.advance(3_600_000)
  expect((await ask()).statusCode).toBe(202)
})

it('answers the same, whoever an address, a wallet or a token belongs to', async () => {
  const known = privateKeyToAccount(`0x${'3'.repeat(64)}`)
  const stranger = privateKeyToAccount(`0x${'4'.repeat(64)}`)
  const cli = services.as({ type: 'cli', user: 'test' })
  await addAdmin(cli, { name: 'kim', role: 'owner', email: 'kim@example.org', wallet: known.address })
  await submitForm(services, COMPLETE)
  const answerTo = async (url: string, payload: object) => {
    const { statusCode, body, headers } = await post(url, payload)
    const { date: _, ...rest } = headers
    return { statusCode, body, headers: rest }
  }
  const asked = await Promise.all(
    ['kim@example.org', 'ada@example.org', 'nobody@example.org'].map((email) =>
      answerTo('/api/auth/email-link', { email }),
    ),
  )
  expect(asked[1]).toEqual(asked[0])
  expect(asked[2]).toEqual(asked[0])
  const challenges = await Promise.all(
    [known, stranger].map(async ({ address }) => {
      const { body } = await answerTo('/api/auth/wallet/challenge', { address })
      return body.replace(address, 'WALLET').replace(/Nonce: \w+/, 'Nonce: N')
    }),
  )
  expect(challenges[1]).toBe(challenges[0])
  const wrong = await Promise.all(
    [known, stranger].map(async ({ address }) => {
      const { message } = JSON.parse((await answerTo('/api/auth/wallet/challenge', { address })).body)
      return answerTo('/api/auth/wallet/login', { message, signature: `0x${'1'.repeat(130)}` })
    }),
  )
  expect(wrong[1]?.body).toBe(wrong[0]?.body)
  const used = await mintLoginToken(cli, services.secrets.tokenPepper, { name: 'kim', role: 'owner' })
  await post('/api/auth/login', { token: used })
  const tokens = await Promise.all(
    [used, 'ab'.repeat(32)].map((token) => answerTo('/api/auth/login', { token })),
  )
  expect(tokens[1]?.body).toBe(tokens[0]?.body)
})
