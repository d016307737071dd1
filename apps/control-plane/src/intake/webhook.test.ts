import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answer, COMPLETE, delivery, sign } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { buildApi } from '../build-api.ts'

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

it('forgets what was quarantined a day ago', async () => {
  services.clock.advance(25 * 3_600_000)
  await post('junk', 'sha256=junk')
  expect(await count('webhook_quarantine')).toBe(1)
})

it('answers 2xx to a genuine delivery that it cannot use, and keeps it', async () => {
  const inbox = await count('webhook_inbox')
  const partial = JSON.stringify({ ...delivery(), event_type: 'form_response_partial' })
  expect(await post('{"event_id": ')).toMatchObject({ status: 200, outcome: 'malformed' })
  expect(await post(Buffer.from([0xff, 0x00, 0x7b]))).toMatchObject({ status: 200, outcome: 'malformed' })
  expect(await post('{"event_id":1,"nothing":"else"}')).toMatchObject({ status: 200, outcome: 'malformed' })
  expect(await post(partial)).toMatchObject({ status: 200, outcome: 'ignored' })
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
    config: { ...services.config, typeform: { secrets: [], formIds: [] } },
  })
  const before = [await count('webhook_inbox'), await count('webhook_quarantine')]
  const body = JSON.stringify(delivery())
  expect(await post(body, sign(body, ''), off)).toMatchObject({ status: 503, code: 'webhook.off' })
  expect([await count('webhook_inbox'), await count('webhook_quarantine')]).toEqual(before)
  await off.close()
})

it('agrees with a signature that another program made', async () => {
  // printf '{"a":1}' | openssl dgst -sha256 -hmac 'current secret' -binary | base64
  expect(await post('{"a":1}', 'sha256=uTS2DXDyrrXgEdkRXGql7oLTfSELOZDE6HWYpiCbFHU=')).toMatchObject({
    status: 200,
    outcome: 'malformed',
  })
})
