import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { addAdmin } from './add-admin.ts'
import { findAdmin, LoginRefusedError, logIn, logOut, mintLoginToken } from './login.ts'
import { NotAllowedError } from './permissions.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
  await addAdmin(services.as({ type: 'cli', user: 'test' }), { name: 'ada', role: 'approver' })
})
afterAll(() => services.close())

const HOUR_MS = 3_600_000
const mint = () =>
  mintLoginToken(services.as({ type: 'system', job: 'test' }), services.secrets.tokenPepper, {
    name: 'ada',
    role: 'approver',
  })
const enter = (token: string) =>
  logIn(services.as({ type: 'anonymous' }), services.secrets.tokenPepper, token)
const who = (session: string) => findAdmin(services, services.secrets.tokenPepper, session)

it('opens a session once per link, writes who came in, and keeps neither token', async () => {
  const token = await mint()
  const { session, admin } = await enter(token)
  expect(admin).toEqual({ type: 'admin', name: 'ada', role: 'approver' })
  expect(await who(session)).toEqual(admin)
  await expect(enter(token)).rejects.toThrow(LoginRefusedError)
  const tables = await Promise.all([
    services.db.selectFrom('admin_login_links').selectAll().execute(),
    services.db.selectFrom('admin_sessions').selectAll().execute(),
    services.db.selectFrom('audit_log').selectAll().orderBy('id').execute(),
  ])
  expect(tables[2].slice(1).map(({ actor, action }) => [actor, action])).toEqual([
    ['system:test', 'admin.login-link-minted'],
    ['admin:ada', 'admin.logged-in'],
  ])
  expect(JSON.stringify(tables)).not.toContain(token)
  expect(JSON.stringify(tables)).not.toContain(session)
})

it('lets one of many uses of a link at once in', async () => {
  const token = await mint()
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => enter(token)))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

it('refuses an actor without the right to mint, a link of yesterday and a session of this morning', async () => {
  const admin = { type: 'admin', name: 'eve', role: 'approver' } as const
  const self = mintLoginToken(services.as(admin), services.secrets.tokenPepper, admin)
  await expect(self).rejects.toThrow(NotAllowedError)
  const [old, token] = [await mint(), await mint()]
  const { session } = await enter(token)
  services.clock.advance(12 * HOUR_MS)
  expect(await who(session)).toBeUndefined()
  services.clock.advance(12 * HOUR_MS)
  await expect(enter(old)).rejects.toThrow(LoginRefusedError)
})

it('ends a session at once', async () => {
  const { session, admin } = await enter(await mint())
  await logOut(services.as(admin), services.secrets.tokenPepper, session)
  expect(await who(session)).toBeUndefined()
})
