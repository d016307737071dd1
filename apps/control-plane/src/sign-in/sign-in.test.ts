import { addressSchema } from '@noderr/protocol'
import { type MailCatcher, startMailCatcher } from '@noderr/testkit'
import type { FastifyInstance } from 'fastify'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import {
  addAdmin,
  findAdminByName,
  mintLoginToken,
  removeAdmin,
  revokeAdminSessions,
  setAdminRole,
  TooManyAttemptsError,
} from '../auth/index.ts'
import { buildApi } from '../build-api.ts'
import { mailJobs } from '../mail/index.ts'
import { challengeWallet } from './challenge-wallet.ts'
import { openAuth } from './open-auth.ts'
import { fillSignIn, SIGN_IN } from './sign-in-mail.ts'

let services: TestServices
let app: FastifyInstance
let smtp: MailCatcher

beforeAll(async () => {
  smtp = await startMailCatcher()
  services = await startTestServices({ SMTP_URL: smtp.url, PUBLIC_URL: 'https://noderr.example.org' })
  app = await buildApi(services)
})
afterAll(async () => {
  await app.close()
  await services.close()
  await smtp.close()
})

const HOUR_MS = 3_600_000
const cli = () => services.as({ type: 'cli', user: 'test' })
const account = (digit: string) => privateKeyToAccount(`0x${digit.repeat(64)}`)

let visitors = 0
async function post(path: string, payload: object, cookie = '') {
  visitors += 1
  const answer = await app.inject({
    method: 'POST',
    url: `/api/auth/${path}`,
    payload,
    headers: { cookie },
    remoteAddress: `198.51.100.${visitors % 250}`,
  })
  return {
    status: answer.statusCode,
    body: answer.json(),
    cookie: String(answer.headers['set-cookie'] ?? ''),
  }
}
const who = async (cookie: string) => {
  const answer = await app.inject({
    url: '/api/auth/session',
    headers: { cookie: cookie.split(';')[0] ?? '' },
  })
  return answer.body === '' ? null : answer.json()
}
const link = async (name: string) =>
  mintLoginToken(cli(), services.secrets.tokenPepper, { name, role: 'viewer' })
const enter = async (token: string) => post('login', { token })

async function mailedToken(email: string): Promise<string> {
  await post('email-link', { email })
  const { id } = await services.db
    .selectFrom('operator_notifications')
    .select('id')
    .where('operator_email', '=', email)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  await mailJobs(services, { [SIGN_IN]: fillSignIn(services) })[0]?.run({ notificationId: id })
  return /\/login#([0-9a-f]{64})/.exec(smtp.mails.at(-1)?.source ?? '')?.[1] ?? ''
}

async function signMessage(wallet: PrivateKeyAccount, change = (message: string) => message) {
  const { body } = await post('wallet/challenge', { address: wallet.address })
  const message = change(body.message)
  return { message, signature: await wallet.signMessage({ message }) }
}

const audited = async (name: string) =>
  (
    await services.db
      .selectFrom('audit_log')
      .select(['actor', 'action', 'details'])
      .where('subject', '=', `admin:${name}`)
      .orderBy('id')
      .execute()
  ).map(({ actor, action, details }) => [actor, action, details])

it('opens a session once per login link, in a cookie of this host alone that no script reads', async () => {
  await addAdmin(cli(), { name: 'ada', role: 'approver' })
  const token = await link('ada')
  const entered = await enter(token)
  expect(entered).toMatchObject({ status: 200, body: {} })
  expect(entered.cookie).toMatch(
    /^__Host-noderr_session=\S+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  )
  expect(await who(entered.cookie)).toMatchObject({
    kind: 'admin',
    name: 'ada',
    role: 'approver',
    permissions: expect.arrayContaining(['applications.decide']),
  })
  expect(await enter(token)).toMatchObject({ status: 401, body: { code: 'auth.login-refused' }, cookie: '' })
  expect((await audited('ada')).slice(1)).toEqual([
    ['cli:test', 'admin.login-link-minted', { role: 'viewer' }],
    ['admin:ada', 'admin.logged-in', { by: 'login link' }],
  ])
})

it('lets one of many uses of a login link at once in', async () => {
  const token = await link('ada')
  const tries = await Promise.all(Array.from({ length: 8 }, () => enter(token)))
  expect(tries.filter(({ status }) => status === 200)).toHaveLength(1)
})

it('refuses a login link of yesterday, ends a session of this morning, and ends one at once on leaving', async () => {
  const [old, token] = [await link('ada'), await link('ada')]
  const { cookie } = await enter(token)
  const left = await enter(await link('ada'))
  const leaving = await post('logout', {}, left.cookie.split(';')[0])
  expect(leaving.cookie).toMatch(
    /^__Host-noderr_session=; Max-Age=0; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  )
  expect(await who(left.cookie)).toBeNull()
  expect((await audited('ada')).at(-1)).toEqual(['admin:ada', 'admin.logged-out', {}])
  services.clock.advance(12 * HOUR_MS)
  expect(await who(cookie)).toBeNull()
  services.clock.advance(12 * HOUR_MS)
  expect(await enter(old)).toMatchObject({ status: 401 })
})

it('mails a link that opens a session once, and keeps its token nowhere', async () => {
  const token = await mailedToken('Zoe@Example.org'.toLowerCase())
  const dump = async () =>
    JSON.stringify(
      await Promise.all([
        services.db.selectFrom('operator_notifications').selectAll().execute(),
        services.db.selectFrom('auth_verifications').selectAll().execute(),
        services.db.selectFrom('audit_log').selectAll().execute(),
      ]),
    )
  expect(token).toMatch(/^[0-9a-f]{64}$/)
  expect(await dump()).not.toContain(token)
  const { cookie } = await enter(token)
  expect(await who(cookie)).toEqual({
    kind: 'person',
    name: 'zoe@example.org',
    role: null,
    email: 'zoe@example.org',
    wallet: null,
    permissions: [],
  })
  expect(await enter(token)).toMatchObject({ status: 401 })
})

it('refuses a mailed link after fifteen minutes', async () => {
  const token = await mailedToken('late@example.org')
  const [row] = await services.db.selectFrom('auth_verifications').selectAll().execute()
  expect(Number(row?.expires_at) - Date.now()).toBeLessThanOrEqual(15 * 60_000)
  await services.db
    .updateTable('auth_verifications')
    .set({ expires_at: new Date(Date.now() - 1) })
    .execute()
  expect(await enter(token)).toMatchObject({ status: 401 })
})

it('signs a wallet in by its signature over a message of ours, once', async () => {
  const wallet = account('7')
  const signed = await signMessage(wallet)
  expect(signed.message).toMatch(/^https:\/\/noderr\.example\.org wants you to sign in/)
  const { cookie } = await post('wallet/login', signed)
  expect(await who(cookie)).toMatchObject({
    kind: 'person',
    wallet: wallet.address,
    email: null,
    name: wallet.address,
  })
  expect(await post('wallet/login', signed)).toMatchObject({
    status: 401,
    body: { code: 'auth.login-refused' },
  })
})

it.each([
  ['another site', (text: string) => text.replaceAll('noderr.example.org', 'evil.example.org')],
  ['another chain', (text: string) => text.replace(/Chain ID: \d+/, 'Chain ID: 1')],
  ['another address', (text: string) => text.replace(/0x[0-9a-fA-F]{40}/, account('8').address)],
  ['words that we did not write', (text: string) => text.replace('costs nothing', 'costs a lot')],
  ['a second nonce', (text: string) => `${text}\nNonce: aaaaaaaaaaaa`],
  ['a nonce that nobody gave out', (text: string) => text.replace(/Nonce: \w+/, `Nonce: ${'a'.repeat(32)}`)],
])('refuses a wallet that signed %s', async (_, change) => {
  const signed = await signMessage(account('9'), change)
  expect(await post('wallet/login', signed)).toMatchObject({
    status: 401,
    body: { code: 'auth.login-refused' },
  })
})

it('refuses a signature of another wallet', async () => {
  const { message } = await signMessage(account('9'))
  const signature = await account('8').signMessage({ message })
  expect(await post('wallet/login', { message, signature })).toMatchObject({ status: 401 })
})

it('makes one person of an admin, whichever way they come', async () => {
  const wallet = account('5')
  await addAdmin(cli(), {
    name: 'grace',
    role: 'approver',
    email: 'grace@example.org',
    wallet: wallet.address,
  })
  const cookies = [
    (await enter(await link('grace'))).cookie,
    (await enter(await mailedToken('grace@example.org'))).cookie,
    (await post('wallet/login', await signMessage(wallet))).cookie,
  ]
  for (const cookie of cookies)
    expect(await who(cookie)).toMatchObject({ kind: 'admin', name: 'grace', wallet: wallet.address })
  const users = await services.db
    .selectFrom('auth_sessions')
    .innerJoin('admins', 'admins.user_id', 'auth_sessions.user_id')
    .select('auth_sessions.user_id')
    .where('name', '=', 'grace')
    .execute()
  expect(users).toHaveLength(3)
  const entries = (await audited('grace')).filter(([, action]) => action === 'admin.logged-in')
  expect(entries.map(([, , details]) => details)).toEqual([
    { by: 'login link' },
    { by: 'mailed link' },
    { by: 'wallet' },
  ])
})

it('believes no address that was only named and never proven', async () => {
  await addAdmin(cli(), { name: 'target', role: 'owner', email: 'target@example.org' })
  await services.db
    .insertInto('auth_users')
    .values({ id: 'unproven', name: '', email: 'target@example.org', email_verified: false })
    .execute()
  const { headers } = await openAuth(services).api.openSession({
    body: { userId: 'unproven', by: 'test' },
    headers: new Headers(),
    returnHeaders: true,
  })
  const [cookie = ''] = headers.getSetCookie()
  expect(await who(cookie)).toMatchObject({ kind: 'person', email: null })
  expect(await findAdminByName(services.db, 'target')).toMatchObject({ userId: undefined })
})

it('makes a person of an admin who was removed and proves the same address again', async () => {
  await addAdmin(cli(), { name: 'leo', role: 'owner', email: 'leo@example.org' })
  const before = await enter(await mailedToken('leo@example.org'))
  expect(await who(before.cookie)).toMatchObject({ kind: 'admin', name: 'leo' })
  await removeAdmin(cli(), { name: 'leo' })
  const after = await enter(await mailedToken('leo@example.org'))
  expect(await who(after.cookie)).toMatchObject({ kind: 'person', email: 'leo@example.org', permissions: [] })
})

it('reads the role at each request, and lets nobody in who was removed', async () => {
  await addAdmin(cli(), { name: 'rob', role: 'owner' })
  const { cookie } = await enter(await link('rob'))
  await setAdminRole(cli(), { name: 'rob', role: 'viewer' })
  expect(await who(cookie)).toMatchObject({ role: 'viewer' })
  const waiting = await link('rob')
  await removeAdmin(cli(), { name: 'rob' })
  expect(await who(cookie)).toBeNull()
  await addAdmin(cli(), { name: 'rob', role: 'owner' })
  expect(await enter(waiting)).toMatchObject({ status: 200 })
})

it('ends every session of an admin when an owner says so, and writes who said it', async () => {
  await addAdmin(cli(), { name: 'sam', role: 'viewer' })
  const cookies = [(await enter(await link('sam'))).cookie, (await enter(await link('sam'))).cookie]
  expect(await revokeAdminSessions(cli(), { name: 'sam' })).toBe(2)
  for (const cookie of cookies) expect(await who(cookie)).toBeNull()
  expect((await audited('sam')).at(-1)).toEqual(['cli:test', 'session.revoked', { sessions: 2 }])
})

it('answers alike whether an address is known or not, and writes to it at most five times an hour', async () => {
  const ask = (email: string) => post('email-link', { email })
  expect(await ask('grace@example.org')).toEqual(await ask('nobody@example.org'))
  const answers = []
  for (let times = 0; times < 6; times += 1) answers.push(await ask('flood@example.org'))
  expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202, 429])
  expect(answers.at(-1)?.body).toMatchObject({ code: 'auth.too-many-attempts' })
})

it('keeps nobody from signing in by spending the attempts of their wallet', async () => {
  const { address } = account('9')
  for (let times = 0; times <= 60; times += 1) await post('wallet/challenge', { address })
  expect(await post('wallet/challenge', { address })).toMatchObject({ status: 200 })
  const ask = () => challengeWallet(services, openAuth(services), addressSchema.parse(address), '192.0.2.9')
  for (let times = 0; times < 60; times += 1) await ask()
  await expect(ask()).rejects.toThrow(TooManyAttemptsError)
})
