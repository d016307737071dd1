import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answer, COMPLETE, delivery, sign } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { buildApi } from '../build-api.ts'
import { openDatabase } from '../db/index.ts'
import { intakeJobs } from './jobs.ts'

const SECRET = 'current secret'
const PREVIOUS = 'previous secret'

let services: TestServices
let app: FastifyInstance

beforeAll(async () => {
  services = await startTestServices({
    TYPEFORM_WEBHOOK_SECRET: SECRET,
    TYPEFORM_WEBHOOK_SECRET_PREVIOUS: PREVIOUS,
    TYPEFORM_FORM_IDS: 'form1, form2',
  })
  app = await buildApi(services)
})
afterAll(async () => {
  await app.close()
  await services.close()
})

async function post(body: string | Buffer, signature: string | undefined = sign(body, SECRET), to = app) {
  const response = await to.inject({
    method: 'POST',
    url: '/api/typeform/webhook',
    headers: {
      'content-type': 'application/json',
      ...(signature === undefined ? {} : { 'typeform-signature': signature }),
    },
    payload: body,
  })
  return { status: response.statusCode, ...response.json<Record<string, unknown>>() }
}

async function count(
  table: 'operator_applications' | 'webhook_inbox' | 'webhook_quarantine',
): Promise<number> {
  const { n } = await services.db
    .selectFrom(table)
    .select((row) => row.fn.countAll<string>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(n)
}

it('makes one application of a form token, however often and differently it is delivered', async () => {
  const first = delivery(COMPLETE, { token: 'token-1' })
  expect(await post(JSON.stringify(first))).toMatchObject({ status: 200, outcome: 'submitted' })
  expect(await post(JSON.stringify(first))).toMatchObject({ status: 200, outcome: 'duplicate' })
  expect(await post(JSON.stringify({ ...first, event_id: 'another' }))).toMatchObject({
    outcome: 'duplicate',
  })
  const rows = await services.db
    .selectFrom('operator_applications')
    .select(['id', 'status', 'email'])
    .where('typeform_token', '=', 'token-1')
    .execute()
  expect(rows).toMatchObject([{ status: 'pending', email: 'ada@example.org' }])
  const audit = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `application:${rows[0]?.id}`)
    .execute()
  expect(audit).toEqual([{ actor: 'webhook:typeform', action: 'application.submitted' }])
  const mails = await services.db.selectFrom('operator_notifications').select('notification_type').execute()
  expect(mails).toEqual([{ notification_type: 'application_received' }])
})

it('takes a delivery signed with the previous secret', async () => {
  const body = JSON.stringify(delivery())
  expect(await post(body, sign(body, PREVIOUS))).toMatchObject({ status: 200, outcome: 'submitted' })
})

it('signs over the raw bytes: white space counts', async () => {
  const body = JSON.stringify(delivery())
  expect(await post(`${body} `, sign(body, SECRET))).toMatchObject({
    status: 401,
    code: 'webhook.not-genuine',
  })
  expect(await post(` ${body}`)).toMatchObject({ status: 200 })
})

it('stores nothing but a bounded quarantine for a wrong or missing signature', async () => {
  const [applications, inbox] = [await count('operator_applications'), await count('webhook_inbox')]
  const body = JSON.stringify(delivery([answer('name', 'text', 'x'.repeat(100_000))]))
  expect(await post(body, sign(body, 'wrong'))).toMatchObject({ status: 401 })
  expect(await post(body, '')).toMatchObject({ status: 401 })
  expect([await count('operator_applications'), await count('webhook_inbox')]).toEqual([applications, inbox])
  const kept = await services.db.selectFrom('webhook_quarantine').select(['body', 'body_length']).execute()
  expect(kept.at(-1)?.body_length).toBe(Buffer.byteLength(body))
  expect(kept.at(-1)?.body).toHaveLength(65_536)
})

it('keeps the newest 1 000 bodies in quarantine', async () => {
  await sql`INSERT INTO webhook_quarantine (source, reason, body, body_length, received_at)
    SELECT 'typeform', 'n' || n, '', 0, ${new Date(services.clock.now())} FROM generate_series(1, 1100) AS n`.execute(
    services.db,
  )
  await post('junk', 'sha256=junk')
  expect(await count('webhook_quarantine')).toBe(1_000)
  const oldest = services.db.selectFrom('webhook_quarantine').select('reason').orderBy('id').limit(1)
  expect(await oldest.executeTakeFirst()).toEqual({ reason: 'n102' })
})

it('forgets what was quarantined a day ago', async () => {
  services.clock.advance(25 * 3_600_000)
  await post('junk', 'sha256=junk')
  expect(await count('webhook_quarantine')).toBe(1)
})

it('answers 2xx to a genuine delivery that it cannot use, and keeps it', async () => {
  const inbox = await count('webhook_inbox')
  const partial = JSON.stringify({ ...delivery(), event_type: 'form_response_partial' })
  expect(await post('{"event_id": ')).toMatchObject({ status: 200, outcome: 'unread' })
  expect(await post(Buffer.from([0xff, 0x00, 0x7b]))).toMatchObject({ status: 200, outcome: 'unread' })
  expect(await post('{"event_id":1,"nothing":"else"}')).toMatchObject({ status: 200, outcome: 'unread' })
  expect(await post(partial)).toMatchObject({ status: 200, outcome: 'partial' })
  const foreign = JSON.stringify(delivery(COMPLETE, { form_id: 'form9' }))
  expect(await post(foreign)).toMatchObject({ status: 200, outcome: 'foreign-form' })
  expect(await count('webhook_inbox')).toBe(inbox + 5)
})

it('keeps an application that is unclear for an admin', async () => {
  const body = JSON.stringify(
    delivery([answer('email', 'email', 'bob@example.org'), answer('name', 'text', 'B\u0000b \ud800')], {
      token: 'token-unclear',
    }),
  )
  expect(await post(body)).toMatchObject({ status: 200, outcome: 'submitted' })
  const row = await services.db
    .selectFrom('operator_applications')
    .select(['status', 'attention', 'name'])
    .where('typeform_token', '=', 'token-unclear')
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ status: 'needs_attention', attention: ['wallet', 'tier'], name: 'B\uFFFDb \uFFFD' })
})

it('answers 413 above one mebibyte', async () => {
  expect(await post('x'.repeat(1_048_577))).toMatchObject({ status: 413 })
})

it('answers 503 and stores nothing while no secret is set', async () => {
  const off = await buildApi({
    ...services,
    config: { ...services.config, typeform: { ...services.config.typeform, secrets: [], formIds: [] } },
  })
  const before = [await count('webhook_inbox'), await count('webhook_quarantine')]
  const body = JSON.stringify(delivery())
  expect(await post(body, sign(body, ''), off)).toMatchObject({ status: 503, code: 'webhook.off' })
  expect([await count('webhook_inbox'), await count('webhook_quarantine')]).toEqual(before)
  await off.close()
})

it('answers no 404 or 410 whatever is asked of its address, and takes a delivery with a slash too many', async () => {
  const body = JSON.stringify(delivery())
  for (const url of ['', '/', '//', '/x?y=1', `/${'long'.repeat(300)}`].map(
    (end) => `/api/typeform/webhook${end}`,
  ))
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'TRACE']) {
      const options = { method: method as 'GET', url, headers: { accept: 'text/html' } }
      const { statusCode, headers } = await app.inject(options)
      expect([method, url, statusCode, headers.allow]).toEqual([method, url, 405, 'POST'])
    }
  for (const url of ['/api/typeform/webhook/', '/api/typeform/webhook/x?y=1']) {
    const headers = { 'typeform-signature': sign(body, SECRET) }
    expect((await app.inject({ method: 'POST', url, headers, payload: body })).statusCode).toBe(200)
  }
})

it.each([undefined, 'text/plain', 'application/json; charset=utf-16', 'multipart/form-data', 'nonsense'])(
  'reads raw bytes whatever type they claim: %s',
  async (type) => {
    const body = JSON.stringify(delivery())
    const { statusCode, json } = await app.inject({
      method: 'POST',
      url: '/api/typeform/webhook',
      headers: { 'typeform-signature': sign(body, SECRET), ...(type ? { 'content-type': type } : {}) },
      payload: body,
    })
    expect([statusCode, json()]).toEqual([200, { outcome: 'submitted' }])
  },
)

it('unpacks nothing: a packed body is signed, kept and left unread as the bytes that came', async () => {
  const body = gzipSync(JSON.stringify(delivery()))
  const { statusCode, json } = await app.inject({
    method: 'POST',
    url: '/api/typeform/webhook',
    headers: { 'typeform-signature': sign(body, SECRET), 'content-encoding': 'gzip' },
    payload: body,
  })
  expect([statusCode, json()]).toEqual([200, { outcome: 'unread' }])
  const kept = await services.db
    .selectFrom('webhook_inbox')
    .select('body')
    .orderBy('id', 'desc')
    .executeTakeFirst()
  expect(kept?.body.equals(body)).toBe(true)
})

it('answers 503 while the database is down, whether the signature fits or not', async () => {
  const dead = openDatabase('postgres://nobody@127.0.0.1:1/nothing', () => {})
  const down = await buildApi({ ...services, db: dead })
  const body = JSON.stringify(delivery())
  expect(await post(body, sign(body, SECRET), down)).toMatchObject({
    status: 503,
    code: 'database.unavailable',
  })
  expect(await post(body, 'sha256=wrong', down)).toMatchObject({ status: 503 })
  await down.close()
  await dead.destroy()
  expect(await post(body)).toMatchObject({ status: 200, outcome: 'submitted' })
})

it('takes a body of exactly one mebibyte', async () => {
  const start = JSON.stringify(delivery())
  expect(await post(start + ' '.repeat(1_048_576 - start.length))).toMatchObject({
    status: 200,
    outcome: 'submitted',
  })
})

it('warns of a shape that no adapter knows, once, and never of what it says', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
  const watched = await buildApi({ ...services, log })
  for (const secretWord of ['plugh', 'xyzzy']) {
    const body = JSON.stringify({ event_type: 'form_hologram', form_response: { word: secretWord } })
    expect(await post(body, sign(body, SECRET), watched)).toMatchObject({ status: 200, outcome: 'unread' })
  }
  await watched.close()
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('no adapter knows the shape')
  expect(lines.join()).not.toMatch(/plugh|xyzzy|hologram/)
})

it('keeps a genuine delivery that cannot be read now, and the job reads it', async () => {
  await setMap({ email: 'nonsense' })
  const body = JSON.stringify(delivery(COMPLETE, { token: 'token-later' }))
  expect(await post(body)).toMatchObject({ status: 200, outcome: 'kept' })
  await services.db.deleteFrom('system_config').where('key', '=', 'typeform_field_map').execute()
  const { id } = await services.db
    .selectFrom('webhook_inbox')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  const job = intakeJobs(services).find(({ name }) => name === 'application.read-delivery')
  await job?.run({ deliveryId: id })
  const made = services.db.selectFrom('operator_applications').where('typeform_token', '=', 'token-later')
  expect(await made.select('status').execute()).toEqual([{ status: 'pending' }])
})

async function setMap(value: unknown): Promise<void> {
  await services.db
    .insertInto('system_config')
    .values({ key: 'typeform_field_map', value: JSON.stringify(value) })
    .execute()
}

it('agrees with the signature of the documented example that another program made', async () => {
  const typeform = { ...services.config.typeform, secrets: ['rotated', '123456'], formIds: [] }
  const other = await buildApi({ ...services, config: { ...services.config, typeform } })
  const file = join(import.meta.dirname, '../../test/fixtures/typeform/official-example.raw.json')
  const signature = 'sha256=VsvwNrh0fT5VWF+05H3azXZXJyFkhHTtONMxIVm6PZ4='
  expect(await post(readFileSync(file), signature, other)).toMatchObject({
    status: 200,
    outcome: 'submitted',
  })
  await other.close()
})

it('agrees with a signature that another program made', async () => {
  // printf '{"a":1}' | openssl dgst -sha256 -hmac 'current secret' -binary | base64
  expect(await post('{"a":1}', 'sha256=uTS2DXDyrrXgEdkRXGql7oLTfSELOZDE6HWYpiCbFHU=')).toMatchObject({
    status: 200,
    outcome: 'unread',
  })
})
