import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { buildApi } from '../src/build-api.ts'
import { appRouter } from '../src/router.ts'
import { PERMITS } from './authorization-matrix.ts'
import { startTestServices, type TestServices } from './services.ts'
import { signIn } from './sign-in.ts'

vi.setConfig({ testTimeout: 120_000 })

let services: TestServices
let app: FastifyInstance
let cookie: string

beforeAll(async () => {
  services = await startTestServices()
  app = await buildApi(services)
})
// Anew each time, since some procedures end sessions.
beforeEach(async () => {
  const { name, value } = await signIn(services, { name: 'tired', role: 'owner' })
  cookie = `${name}=${value}`
})
afterAll(async () => {
  await app.close()
  await services.close()
})

/** What somebody could put where a number, a text or anything else is asked for. */
const NUMBERS = [-1, 0, 1.5, 2 ** 31, 2 ** 53 - 1, 2 ** 63, 1e308]
const TEXTS = [
  '',
  "'; DROP TABLE operator_applications; --",
  '%_\\',
  'nul \u0000 here',
  'half \ud800 a pair',
  '\u202e right to left',
  '<script>alert(1)</script>',
  '{{claimLink}}',
  '../../etc/passwd',
  '9'.repeat(40),
  'x'.repeat(20_000),
]
const THINGS = [null, true, [], {}, ['a'], { $ne: 1 }, { __proto__: { isAdmin: true } }]

/** The input with one of its leaves changed, for each leaf and each hostile value. */
function hostileInputs(input: unknown): readonly unknown[] {
  const hostile = [...NUMBERS, ...TEXTS, ...THINGS]
  if (Array.isArray(input))
    return [
      ...hostile,
      Array(300).fill(input[0]),
      ...input.flatMap((one) => hostileInputs(one).map((it) => [it])),
    ]
  if (typeof input !== 'object' || input === null) return hostile
  return [
    ...THINGS,
    ...Object.entries(input).flatMap(([key, value]) =>
      hostileInputs(value).map((changed) => ({ ...input, [key]: changed })),
    ),
  ]
}

/** Those that `PERMITS` leaves out because every call may do without them. */
const MORE: Readonly<Record<string, object>> = {
  'admin.getApplications': {
    search: 'a',
    cursor: 'a',
    sort: 'submitted',
    direction: 'asc',
    limit: 1,
    assignedTo: 'ada',
    tier: ['micro'],
  },
  'admin.getAuditLog': { subject: 'a', actor: 'a', action: 'a.', from: 'a', to: 'a', before: '1', limit: 1 },
  'admin.getMails': { state: 'dead', type: 'a', applicationId: 1, before: '1', limit: 1 },
  'admin.getDeliveries': { outcome: 'unread', before: '1', limit: 1 },
  'admin.getCredentials': { before: 1, limit: 1 },
  'admin.getNodes': { after: `0x${'0'.repeat(64)}`, limit: 1 },
}

it.each(Object.entries(PERMITS))('answers hostile inputs of %s without breaking', async (name, { input }) => {
  const isQuery = queries.has(name)
  const broken: string[] = []
  for (const hostile of [...hostileInputs(input), ...hostileInputs(MORE[name])]) {
    const text = JSON.stringify(hostile) ?? 'null'
    const answered = await app.inject({
      method: isQuery ? 'GET' : 'POST',
      url: `/trpc/${name}${isQuery ? `?input=${encodeURIComponent(text)}` : ''}`,
      headers: { cookie, 'content-type': 'application/json' },
      // Nobody is slowed down: what is limited is never seen.
      remoteAddress: `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests++ & 255}`,
      ...(isQuery ? {} : { payload: text }),
    })
    if (answered.statusCode >= 500) broken.push(`${answered.statusCode} for ${text.slice(0, 200)}`)
  }
  expect(broken).toEqual([])
})

let requests = 0
const queries = new Set(
  Object.entries(appRouter._def.procedures).flatMap(([name, procedure]) => {
    const { type } = Reflect.get(procedure, '_def') as { readonly type: string }
    return type === 'query' ? [name] : []
  }),
)
