import { gzipSync } from 'node:zlib'
import { ROUTES } from '@noderr/protocol'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../test/services.ts'
import { signIn } from '../test/sign-in.ts'
import { buildApi } from './build-api.ts'
import { anyone, serve } from './http/index.ts'

let services: TestServices
let app: FastifyInstance
let cookie: string

const echo = { ...ROUTES.previewClaim, path: '/test/echo', maxBytes: 1_024 }

beforeAll(async () => {
  services = await startTestServices()
  app = await buildApi(services)
  serve(app, echo, anyone, async ({ body }) => body as never)
  app.get('/test/bug', async () => {
    throw new RangeError('the secret is 42')
  })
  const session = await signIn(services, { name: 'ada', role: 'viewer' })
  cookie = `${session.name}=${session.value}`
})
afterAll(async () => {
  await app.close()
  await services.close()
})

const TOKEN = 'ab'.repeat(32)

async function send(payload: string | Buffer, headers: Record<string, string> = {}) {
  const response = await app.inject({
    method: 'POST',
    url: echo.path,
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  })
  return { status: response.statusCode, body: response.json() }
}

it('takes JSON, packed or not, and holds the limit against the unpacked bytes', async () => {
  const body = JSON.stringify({ claimToken: TOKEN })
  expect(await send(body)).toEqual({ status: 200, body: { claimToken: TOKEN } })
  const gzip = { 'content-encoding': 'gzip' }
  expect(await send(gzipSync(body), gzip)).toEqual({ status: 200, body: { claimToken: TOKEN } })
  expect(await send(gzipSync(' '.repeat(1_000_000)), gzip)).toMatchObject({ status: 413 })
  expect(await send('not gzip', gzip)).toMatchObject({ status: 400 })
})

it.each([
  ['malformed JSON', '{"claimToken"', 400],
  ['a body of another shape', '{"claimToken":"zz"}', 400],
  ['too large a body', `"${'x'.repeat(2_000)}"`, 413],
])('answers a problem document to %s', async (_, payload, status) => {
  const answer = await send(payload)
  expect(answer.status).toBe(status)
  expect(answer.body).toMatchObject({ status, code: expect.any(String), detail: expect.any(String) })
})

it('says nothing of a bug to whoever ran into it', async () => {
  const response = await app.inject({ url: '/test/bug' })
  expect(response.json()).toMatchObject({ status: 500, code: 'internal' })
  expect(response.body).not.toContain('42')
})

it('refuses procedures to nobody and to the wrong role, in words of ours', async () => {
  const list = (headers: Record<string, string>) =>
    app.inject({ url: '/trpc/admin.getApplications?input={}', headers })
  expect((await list({})).json()).toMatchObject({
    error: { data: { code: 'FORBIDDEN', problem: 'auth.admins-only' } },
  })
  expect((await list({ cookie })).json()).toEqual({
    result: { data: { applications: [], total: 0, totalIsCapped: false } },
  })
  const approve = await app.inject({
    method: 'POST',
    url: '/trpc/admin.approveApplication',
    headers: { cookie, 'content-type': 'application/json' },
    payload: '{"applicationId":1}',
  })
  expect(approve.json()).toMatchObject({ error: { data: { code: 'FORBIDDEN' } } })
  expect(approve.body).not.toContain('stack')
})

it("lets no other site use an admin's session", async () => {
  const response = await app.inject({
    url: '/api/auth/session',
    headers: { cookie, host: 'console.example.org', origin: 'https://evil.example.org' },
  })
  expect(response.json()).toMatchObject({ status: 403, code: 'auth.foreign-origin' })
})

it('tells browsers to run nothing of others', async () => {
  const { headers } = await app.inject({ url: '/healthz' })
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringMatching(/^default-src 'none'.*frame-ancestors 'none'/),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  })
})

it('counts a client by what the proxy says of it, not by what it says itself', async () => {
  const config = { ...services.config, trustProxy: true }
  const proxied = await buildApi({ ...services, config })
  const left = async (forwarded: string) => {
    const answer = await proxied.inject({ url: '/healthz', headers: { 'x-forwarded-for': forwarded } })
    return Number(answer.headers['x-ratelimit-remaining'])
  }
  const first = await left('198.51.100.1, 203.0.113.9')
  expect(await left('198.51.100.2, 203.0.113.9')).toBe(first - 1)
  expect(await left('198.51.100.1, 203.0.113.10')).toBe(first)
  await proxied.close()
})

it('takes one procedure a request, so that a limit on requests is one on work', async () => {
  const url = `/trpc/${Array.from({ length: 10 }, () => 'applicant.getTierGuide').join(',')}?batch=1`
  expect((await app.inject({ url })).statusCode).toBe(400)
  expect((await app.inject({ url: '/trpc/applicant.getTierGuide' })).statusCode).toBe(200)
})
