import { ManualClock } from '@noderr/testkit'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { insertApproved, testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { keyedHash } from '../auth/index.ts'
import { buildApi } from '../build-api.ts'
import { inTransaction } from '../db/index.ts'
import { createCredential } from './create-credential.ts'
import { TokenBuckets } from './token-buckets.ts'

const SECRET = 'ab'.repeat(32)
let services: TestServices
let app: FastifyInstance
let names = 0

beforeAll(async () => {
  services = await startTestServices()
  app = await buildApi(services)
})
afterAll(async () => {
  await app.close()
  await services.close()
})

async function apiKey(): Promise<string> {
  const application = await insertApproved(services, testAccount(`limited ${names++}`).address, 'micro')
  const system = services.as({ type: 'system', job: 'test' })
  const credential = await inTransaction(services.db, (tx) => createCredential(tx, system, application))
  const hash = keyedHash(services.secrets.credentialPepper, SECRET)
  await services.db
    .updateTable('operator_credentials')
    .set({ api_secret_hash: hash, claimed_at: new Date(0) })
    .where('id', '=', credential.id)
    .execute()
  return credential.apiKey
}

async function ask(key: string, secret: string, remoteAddress: string): Promise<number> {
  const headers = { authorization: `Bearer ${key}:${secret}` }
  return (await app.inject({ url: '/api/nodes/config', headers, remoteAddress })).statusCode
}

const repeat = async (times: number, work: () => Promise<number>) => {
  const statuses: number[] = []
  for (let turn = 0; turn < times; turn++) statuses.push(await work())
  return statuses
}

it('looks at nothing more from an address that was wrong too often, until a minute has passed', async () => {
  const key = await apiKey()
  const unknown = () => ask(`noderr_${String(names++).padStart(32, '0')}`, SECRET, '192.0.2.1')
  const statuses = await repeat(130, unknown)
  expect(statuses.slice(0, 120).every((status) => status === 401)).toBe(true)
  expect(statuses.slice(120)).toEqual(Array.from({ length: 10 }, () => 429))
  expect(await ask(key, SECRET, '192.0.2.1')).toBe(429)
  expect(await ask(key, SECRET, '192.0.2.2')).toBe(200)
  services.clock.advance(60_000)
  expect(await ask(key, SECRET, '192.0.2.1')).toBe(200)
})

it('limits wrong secrets for one key, and never locks its owner out by them', async () => {
  const key = await apiKey()
  let turn = 0
  const wrong = () => ask(key, '0'.repeat(64), `198.51.100.${turn++}`)
  const statuses = await repeat(70, wrong)
  expect(statuses.filter((status) => status === 401)).toHaveLength(60)
  expect(statuses.at(-1)).toBe(429)
  expect(await ask(key, SECRET, '203.0.113.1')).toBe(200)
})

it('never lets a name do more than its size at once, nor more than is refilled', () => {
  const step = fc.record({ wait: fc.nat(2_000), name: fc.constantFrom('a', 'b') })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const clock = new ManualClock(0)
      const buckets = new TokenBuckets(5, 10_000, clock)
      const taken = { a: 0, b: 0 }
      for (const { wait, name } of steps) {
        clock.advance(wait)
        if (buckets.take(name)) taken[name as 'a' | 'b'] += 1
      }
      const most = 5 + (clock.now() * 5) / 10_000 + 1e-6
      expect(Math.max(taken.a, taken.b)).toBeLessThanOrEqual(most)
    }),
  )
})
