import { getMigrations } from 'better-auth/db/migration'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { signIn } from '../../test/sign-in.ts'
import { findSignedIn, readSessionToken } from '../auth/index.ts'
import { openAuth } from './open-auth.ts'

let services: TestServices
beforeAll(async () => {
  // The library goes by the wall clock.
  services = await startTestServices({}, Date.now())
})
afterAll(() => services.close())

it('finds in our migrations every table, column and index that the library asks for', async () => {
  const { toBeAdded, toBeCreated, compileMigrations } = await getMigrations(openAuth(services).options)
  expect({ toBeAdded, toBeCreated }).toEqual({ toBeAdded: [], toBeCreated: [] })
  expect((await compileMigrations()).replace(/[;\s]/g, '')).toBe('')
})

it('reads the cookie of a session as the library does, and no cookie that the library would refuse', async () => {
  const { name, value } = await signIn(services, { name: 'ada', role: 'viewer' })
  const library = openAuth(services)
  const both = async (cookie: string) => {
    const token = readSessionToken(cookie, services)
    const ours = token ? await findSignedIn(services.db, token, new Date()) : undefined
    const theirs = await library.api.getSession({ headers: new Headers({ cookie }) })
    return [ours?.sessionId, theirs?.session.id]
  }
  const [ours, theirs] = await both(`other=1; ${name}=${value}`)
  expect(ours).toEqual(expect.any(String))
  expect(theirs).toBe(ours)
  const token = decodeURIComponent(value).split('.')[0]
  const signature = value.slice(value.indexOf('.'))
  for (const forged of [
    `${token}`,
    `${token}.`,
    `${token}x${signature}`,
    `${token}.${signature[1] === 'A' ? 'B' : 'A'}${signature.slice(2)}`,
    '%',
    '',
  ])
    expect(await both(`${name}=${forged}`), forged).toEqual([undefined, undefined])
})

it('lets nobody sign up with a password or read the library by another way than ours', () => {
  const { options } = openAuth(services)
  expect(options).not.toHaveProperty('emailAndPassword')
  expect(options.telemetry).toEqual({ enabled: false })
})
