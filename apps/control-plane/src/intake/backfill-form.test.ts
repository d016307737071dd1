import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeResponse, startTypeformFake, type TypeformFake } from '@noderr/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { answer, COMPLETE, delivery } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { inTransaction } from '../db/index.ts'
import { backfillForm } from './backfill-form.ts'
import { forgetDeliveries } from './forget-deliveries.ts'
import type { IntakeContext } from './intake-context.ts'
import { intakeJobs } from './jobs.ts'
import { readDelivery } from './read-delivery.ts'
import { receiveDelivery, signBody } from './receive-delivery.ts'
import { registerWebhook } from './register-webhook.ts'
import { findBackfill } from './store.ts'
import { openTypeformApi } from './typeform-api.ts'

const TOKEN = 'tfp_a_personal_token'
const SECRET = 'a secret'
const ITEM = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../test/fixtures/typeform/response-item.json'), 'utf8'),
) as FakeResponse

let services: TestServices
let fake: TypeformFake
let slept: number[]
beforeAll(async () => {
  fake = await startTypeformFake(TOKEN)
  services = await startTestServices({
    TYPEFORM_WEBHOOK_SECRET: SECRET,
    TYPEFORM_TOKEN: TOKEN,
    TYPEFORM_API_URL: `${fake.url}/`,
    TYPEFORM_FORM_IDS: 'form1,form2,night,empty',
    PUBLIC_URL: 'https://noderr.example',
  })
})
afterAll(async () => {
  await fake.close()
  await services.close()
})
beforeEach(() => {
  slept = []
})
afterEach(() => {
  fake.responses.clear()
})

const cli = (): IntakeContext => ({ ...services, actor: { type: 'cli', user: 'tester' } })
const sleep = async (milliseconds: number) => {
  slept.push(milliseconds)
  services.clock.advance(milliseconds)
}
const api = (token: string | undefined = TOKEN) =>
  openTypeformApi({ ...services.config.typeform, token }, { clock: services.clock, sleep, fetch })

/** The n-th submission of a form, each a minute after the former. */
const response = (n: number, more: object = {}): FakeResponse => ({
  ...ITEM,
  token: `token-${n}`,
  submitted_at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
  ...more,
})
const many = (form: string, count: number) =>
  fake.responses.set(
    form,
    Array.from({ length: count }, (_, n) => response(n, { token: `${form}-${n}` })),
  )
async function tokensOf(form: string): Promise<(string | null)[]> {
  const rows = await services.db
    .selectFrom('operator_applications')
    .select('typeform_token')
    .where('typeform_form_id', '=', form)
    .orderBy('typeform_token')
    .execute()
  return rows.map(({ typeform_token }) => typeform_token)
}

it('fetches page by page what was never delivered, and nothing twice', async () => {
  many('form1', 7)
  const delivered = Buffer.from(JSON.stringify(delivery(COMPLETE, { token: 'form1-3' })))
  const webhook: IntakeContext = { ...services, actor: { type: 'webhook', source: 'typeform' } }
  await readDelivery(webhook, await receiveDelivery(webhook, delivered, signBody(delivered, SECRET)))

  const report = await backfillForm(cli(), api(), { formId: 'form1', pageSize: 3 })
  expect(report).toMatchObject({ seen: 7, missing: 6, outcomes: { submitted: 6 } })
  expect(await tokensOf('form1')).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `form1-${n}`))
  const again = await backfillForm(cli(), api(), { formId: 'form1', pageSize: 100 })
  expect(again).toMatchObject({ seen: 7, missing: 0, outcomes: {} })
  const late = Buffer.from(JSON.stringify(delivery(COMPLETE, { token: 'form1-5' })))
  const lateId = await receiveDelivery(webhook, late, signBody(late, SECRET))
  expect(await readDelivery(webhook, lateId)).toMatchObject({ outcome: 'duplicate' })

  const inbox = await services.db
    .selectFrom('webhook_inbox')
    .select(['source', 'adapter', 'outcome'])
    .where('token', '=', 'form1-0')
    .execute()
  expect(inbox).toEqual([
    { source: 'typeform-responses', adapter: 'typeform-responses/2024-01', outcome: 'submitted' },
  ])
  const audit = services.db.selectFrom('audit_log').select(['actor', 'details'])
  expect(await audit.where('action', '=', 'typeform.backfilled').orderBy('id').execute()).toEqual([
    { actor: 'cli:tester', details: { since: null, seen: 7, missing: 6 } },
    { actor: 'cli:tester', details: { since: null, seen: 7, missing: 0 } },
  ])
})

it('asks at most twice a second, and as late as it is told to', async () => {
  many('form2', 4)
  fake.fail({ status: 429, headers: { 'retry-after': '7' } }, 'cut', { status: 503 })
  await backfillForm(cli(), api(), { formId: 'form2', pageSize: 2 })
  expect(slept).toEqual([7_000, 2_000, 4_000, 500, 500])
  const until = new Date(services.clock.now() + 90_000).toUTCString()
  fake.fail({ status: 429, headers: { 'retry-after': until } })
  await backfillForm(cli(), api(), { formId: 'form2', pageSize: 200 })
  expect(Math.round((slept[5] ?? 0) / 1_000)).toBeCloseTo(90, -1)
})

it('goes on where a crash left it, and takes nothing twice', async () => {
  many('form1', 10)
  const since = new Date(Date.UTC(2025, 0, 1))
  const input = { formId: 'form1', pageSize: 3, since }
  fake.responses.set(
    'form1',
    fake.responses.get('form1')?.map((one) => ({ ...one, token: `c-${one.token}` })) ?? [],
  )
  let pages = 0
  const crashing = {
    ...api(),
    listResponses: (...page: Parameters<ReturnType<typeof api>['listResponses']>) => {
      pages += 1
      if (pages === 3) throw new RangeError('killed')
      return api().listResponses(...page)
    },
  }
  await expect(backfillForm(cli(), crashing, input)).rejects.toThrow('killed')
  expect(await findBackfill(services.db, 'form1')).toMatchObject({
    beforeToken: 'c-form1-4',
    seen: 6,
    finishedAt: undefined,
  })
  const asked = fake.requests.length
  const report = await backfillForm(cli(), api(), input)
  expect(fake.requests[asked]).toContain('before=c-form1-4')
  expect(report).toMatchObject({ seen: 10, missing: 10, outcomes: { submitted: 4 } })
  const made = (await tokensOf('form1')).filter((token) => token?.startsWith('c-'))
  expect(made).toHaveLength(10)
})

it('leaves alone what is older than it was asked for, what was erased, and what was not sent in', async () => {
  many('form2', 6)
  const since = new Date(Date.UTC(2026, 0, 1, 0, 4))
  fake.responses.set('form2', [
    ...Array.from({ length: 6 }, (_, n) => response(n, { token: `s-${n}` })),
    response(20, { token: 's-started', response_type: 'partial' }),
  ])
  const report = await backfillForm(cli(), api(), { formId: 'form2', since, pageSize: 2 })
  expect(report).toMatchObject({ seen: 3, missing: 3, outcomes: { submitted: 2, partial: 1 } })

  const erased = await services.db
    .selectFrom('operator_applications')
    .select('id')
    .where('typeform_token', '=', 's-5')
    .executeTakeFirstOrThrow()
  await inTransaction(services.db, async (tx) => {
    await forgetDeliveries(tx, services, erased.id)
    await tx.deleteFrom('operator_applications').where('id', '=', erased.id).execute()
  })
  const rows = await services.db.selectFrom('webhook_inbox').select('id').execute()
  expect(await backfillForm(cli(), api(), { formId: 'form2', since })).toMatchObject({ missing: 0 })
  expect(await tokensOf('form2')).not.toContain('s-5')
  expect((await services.db.selectFrom('webhook_inbox').select('id').execute()).length).toBe(rows.length)
})

it('keeps an item that no adapter knows, and what came with it', async () => {
  const odd = { token: 'odd', submitted_at: '2026-02-01T00:00:00Z', answers: 'none' }
  fake.responses.set('form2', [response(0, { token: 'beside' }), odd])
  const heard: string[] = []
  const report = await backfillForm(cli(), api(), { formId: 'form2' }, (_, reading) =>
    heard.push(`${reading.outcome} ${reading.newShape !== undefined}`),
  )
  expect(report.outcomes).toEqual({ unread: 1, submitted: 1 })
  expect(heard).toEqual(['unread true', 'submitted false'])
  expect((await backfillForm(cli(), api(), { formId: 'form2' })).outcomes).toEqual({})
})

it('says what to do when Typeform will not have it, and never the token', async () => {
  fake.responses.set('form1', [])
  await expect(backfillForm(cli(), api('wrong'), { formId: 'form1' })).rejects.toMatchObject({
    code: 'typeform.refused',
    status: 401,
    message: expect.not.stringContaining('wrong '),
  })
  await expect(backfillForm(cli(), api(), { formId: 'form2' })).rejects.toMatchObject({ status: 404 })
  fake.fail(...Array.from({ length: 5 }, () => ({ status: 500 })))
  await expect(backfillForm(cli(), api(), { formId: 'form1' })).rejects.toMatchObject({
    code: 'typeform.silent',
  })
  await expect(backfillForm(cli(), api(), { formId: 'form9' })).rejects.toMatchObject({
    code: 'typeform.form-not-listed',
  })
  expect(() =>
    openTypeformApi(
      { ...services.config.typeform, token: undefined },
      { clock: services.clock, sleep, fetch },
    ),
  ).toThrow('TYPEFORM_TOKEN is not set')
  const viewer: IntakeContext = { ...services, actor: { type: 'admin', name: 'vic', role: 'approver' } }
  await expect(backfillForm(viewer, api(), { formId: 'form1' })).rejects.toMatchObject({
    code: 'auth.not-allowed',
  })
  await expect(registerWebhook(viewer, api(), { formId: 'form1', tag: 'noderr' })).rejects.toMatchObject({
    code: 'auth.not-allowed',
  })
})

it('repairs the listed forms at night, as a job', async () => {
  for (const form of services.config.typeform.formIds) fake.responses.set(form, [])
  fake.responses.set('night', [
    response(0, { token: 'n-new', submitted_at: new Date(services.clock.now()).toISOString() }),
    response(1, {
      token: 'n-old',
      submitted_at: new Date(services.clock.now() - 9 * 86_400_000).toISOString(),
    }),
  ])
  const job = intakeJobs(services, sleep).find(({ name }) => name === 'intake.backfill')
  expect(job?.cron).toBeDefined()
  await job?.run({})
  expect(await tokensOf('night')).toEqual(['n-new'])
})

it('registers a webhook with the current secret, and finds it again', async () => {
  fake.responses.set('form1', [])
  expect(await api().findWebhook('form1', 'noderr')).toBeUndefined()
  const registered = await registerWebhook(cli(), api(), { formId: 'form1', tag: 'noderr' })
  expect(registered).toMatchObject({ enabled: true, verify_ssl: true })
  expect(fake.webhooks.get('form1/noderr')).toMatchObject({
    url: 'https://noderr.example/api/typeform/webhook',
    secret: SECRET,
  })
  expect(await api().findWebhook('form1', 'noderr')).toEqual(registered)
  const audit = services.db.selectFrom('audit_log').select('details')
  expect(await audit.where('action', '=', 'typeform.webhook-registered').execute()).toEqual([
    { details: { tag: 'noderr', url: 'https://noderr.example/api/typeform/webhook' } },
  ])
})

it('reads a back-filled answer like a delivered one', async () => {
  fake.responses.set('form1', [
    response(0, { token: 'like', answers: [answer('email', 'email', 'Like@Example.org')] }),
  ])
  await backfillForm(cli(), api(), { formId: 'form1' })
  const row = services.db.selectFrom('operator_applications').select(['email', 'status', 'other_answers'])
  expect(await row.where('typeform_token', '=', 'like').executeTakeFirst()).toEqual({
    email: 'like@example.org',
    status: 'needs_attention',
    other_answers: { 'calculated:score': '2', 'hidden:campaign': 'spring', 'variable:plan': 'pro' },
  })
})
