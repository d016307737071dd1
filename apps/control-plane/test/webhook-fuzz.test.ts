import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildApi } from '../src/build-api.ts'
import { COMPLETE, delivery, sign } from './deliveries.ts'
import { hostileBody } from './hostile-bodies.ts'
import { startTestServices, type TestServices } from './services.ts'

/** `npm run fuzz:webhook` asks for 10 000. */
const RUNS = Number(process.env.WEBHOOK_FUZZ_RUNS ?? 200)
const SECRETS = ['current secret', 'previous secret'] as const

let services: TestServices
let app: FastifyInstance
beforeAll(async () => {
  services = await startTestServices({
    TYPEFORM_WEBHOOK_SECRET: SECRETS[0],
    TYPEFORM_WEBHOOK_SECRET_PREVIOUS: SECRETS[1],
  })
  app = await buildApi(services)
})
afterAll(async () => {
  await app.close()
  await services.close()
})

let sender = 0
async function post(body: Buffer, signature: string) {
  sender += 1
  const { statusCode, payload } = await app.inject({
    method: 'POST',
    url: '/api/typeform/webhook',
    headers: { 'content-type': 'application/json', 'typeform-signature': signature },
    payload: body,
    // The limit of requests is for each sender.
    remoteAddress: `10.${(sender >> 16) & 255}.${(sender >> 8) & 255}.${sender & 255}`,
  })
  return { status: statusCode, outcome: statusCode === 200 ? JSON.parse(payload).outcome : payload }
}

async function keptBody(body: Buffer): Promise<Buffer | undefined> {
  const digest = createHash('sha256').update(body).digest('hex')
  const row = await services.db
    .selectFrom('webhook_inbox')
    .select('body')
    .where('body_digest', '=', digest)
    .executeTakeFirst()
  return row?.body
}

async function countDoubles(): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::integer AS n FROM (
      SELECT FROM operator_applications
      GROUP BY typeform_form_id, typeform_token HAVING count(*) > 1 OR typeform_token IS NULL
      UNION ALL SELECT FROM webhook_inbox WHERE outcome = 'submitted' GROUP BY form_id, token HAVING count(*) > 1
      UNION ALL SELECT FROM webhook_inbox WHERE outcome IS NULL
    ) AS doubles`.execute(services.db)
  return rows[0]?.n ?? Number.NaN
}

/** So that a fuzzer whose bodies all look alike is found out. */
async function listOutcomes(): Promise<(string | null)[]> {
  const rows = await services.db.selectFrom('webhook_inbox').select('outcome').distinct().execute()
  return rows.map(({ outcome }) => outcome)
}

it(
  'answers 200 to every genuine body, keeps it byte for byte, reads it to an end, and makes no application twice',
  async () => {
    const bodies = fc.tuple(hostileBody, fc.constantFrom(...SECRETS), fc.constantFrom(1, 1, 1, 1, 3))
    await fc.assert(
      fc.asyncProperty(bodies, async ([body, secret, times]) => {
        const answers = await Promise.all(Array.from({ length: times }, () => post(body, sign(body, secret))))
        for (const { status, outcome } of answers) expect([status, outcome]).not.toContain('kept')
        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
        expect((await keptBody(body))?.equals(body)).toBe(true)
      }),
      { numRuns: RUNS, endOnFailure: RUNS > 1_000 },
    )
    expect(await countDoubles()).toBe(0)
    expect(await listOutcomes()).toEqual(expect.arrayContaining(['submitted', 'duplicate', 'unread']))
  },
  RUNS * 400 + 30_000,
)

it('refuses every body that nobody signed, and keeps it in no inbox', async () => {
  const unsigned = fc.tuple(hostileBody, fc.oneof(fc.string(), fc.constantFrom('', 'sha256=', 'sha256')))
  await fc.assert(
    fc.asyncProperty(unsigned, async ([body, signature]) => {
      const fresh = (await keptBody(body)) === undefined
      const header = signature.replace(/[^\x20-\x7e]/g, '')
      expect((await post(body, header)).status).toBe(401)
      if (fresh) expect(await keptBody(body)).toBeUndefined()
    }),
    { numRuns: Math.ceil(RUNS / 5) },
  )
})

it('makes one application of deliveries of one submission that arrive at once and differ', async () => {
  const bodies = Array.from({ length: 8 }, (_, n) =>
    Buffer.from(JSON.stringify({ ...delivery(COMPLETE, { token: 'at-once' }), event_id: `event-${n}` })),
  )
  const answers = await Promise.all(bodies.map((body) => post(body, sign(body, SECRETS[0]))))
  expect(answers.map(({ outcome }) => outcome).sort()).toEqual([...Array(7).fill('duplicate'), 'submitted'])
})
