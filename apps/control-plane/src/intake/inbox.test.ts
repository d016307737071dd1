import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { answer, COMPLETE, delivery, WALLET } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { correctApplication } from '../applications/correct-application.ts'
import { rejectApplication } from '../applications/index.ts'
import type { Actor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { discardDelivery } from './discard-delivery.ts'
import { DEFAULT_FIELD_MAP } from './field-map.ts'
import { forgetDeliveries } from './forget-deliveries.ts'
import type { IntakeContext } from './intake-context.ts'
import { intakeJobs } from './jobs.ts'
import { getIntakeStats, listDeliveries, listQuarantine } from './list-deliveries.ts'
import { promoteDelivery } from './promote-delivery.ts'
import { type Reading, readDelivery } from './read-delivery.ts'
import { receiveDelivery, signBody } from './receive-delivery.ts'
import { replayDelivery } from './replay-delivery.ts'
import { getFieldMap, setFieldMap } from './set-field-map.ts'
import { showDelivery } from './show-delivery.ts'

const SECRET = 'a secret'
const DAY_MS = 86_400_000
const reviewer: Actor = { type: 'admin', name: 'ada', role: 'reviewer' }
const owner: Actor = { type: 'admin', name: 'olga', role: 'owner' }

let services: TestServices
beforeAll(async () => {
  services = await startTestServices({ TYPEFORM_WEBHOOK_SECRET: SECRET, TYPEFORM_FORM_IDS: 'form1' })
})
afterAll(() => services.close())
beforeEach(() => setFieldMap(services.as(owner), DEFAULT_FIELD_MAP))

const as = (actor: Actor): IntakeContext => ({ ...services, actor })
const webhook = () => as({ type: 'webhook', source: 'typeform' })

async function receive(body: unknown): Promise<Reading & { readonly deliveryId: string }> {
  const bytes = Buffer.from(JSON.stringify(body))
  const deliveryId = await receiveDelivery(webhook(), bytes, signBody(bytes, SECRET))
  const reading = await readDelivery(webhook(), deliveryId)
  return { deliveryId, outcome: 'duplicate', ...reading }
}

const rowOf = (id: string) =>
  services.db.selectFrom('webhook_inbox').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const applicationOf = (id: number | undefined) =>
  services.db
    .selectFrom('operator_applications')
    .selectAll()
    .where('id', '=', id ?? 0)
    .executeTakeFirstOrThrow()
async function auditOf(subject: string): Promise<string[]> {
  const rows = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', subject)
    .orderBy('id')
    .execute()
  return rows.map(({ actor, action }) => `${actor} ${action}`)
}
const without = (ref: string) => COMPLETE.filter(({ field }) => (field as { ref: string }).ref !== ref)

it('records with each delivery which adapter read it, and from which form and token', async () => {
  const body = delivery()
  const { deliveryId, outcome, applicationId } = await receive(body)
  expect(outcome).toBe('submitted')
  expect(await rowOf(deliveryId)).toMatchObject({
    adapter: 'typeform/2018-01',
    form_id: 'form1',
    token: body.form_response.token,
    application_id: applicationId,
    shape: null,
  })
})

it('makes the application that a delivery should have brought once its form is known', async () => {
  const { deliveryId, outcome } = await receive(delivery(COMPLETE, { form_id: 'form2' }))
  expect(outcome).toBe('foreign-form')
  const config = {
    ...services.config,
    typeform: { ...services.config.typeform, formIds: ['form1', 'form2'] },
  }
  const reading = await replayDelivery({ ...as(reviewer), config }, { deliveryId })
  expect(reading).toMatchObject({ outcome: 'submitted', applicationId: expect.any(Number) })
  expect(await auditOf(`delivery:${deliveryId}`)).toEqual(['admin:ada inbox.replayed'])
})

it('gives an open application the answers that a corrected map finds, but what a person changed stays', async () => {
  const answers = [...without('email'), answer('mail', 'email', 'Ada@Example.org')]
  const { deliveryId, applicationId = 0 } = await receive(delivery(answers))
  const before = await applicationOf(applicationId)
  expect(before).toMatchObject({ status: 'needs_attention', email: null })
  await correctApplication(services.as(reviewer), { applicationId, tier: 'guardian', reason: 'by mail' })

  await setFieldMap(services.as(owner), { ...DEFAULT_FIELD_MAP, email: ['email', 'mail'] })
  const reading = await replayDelivery(as(reviewer), { deliveryId })
  expect(reading).toMatchObject({ outcome: 'submitted', effect: 'corrected', applicationId })
  const after = await applicationOf(applicationId)
  expect(after).toMatchObject({
    status: 'pending',
    email: 'ada@example.org',
    tier: 'guardian',
    other_answers: {},
  })
  expect(after.digest).not.toBe(before.digest)
  expect(await replayDelivery(as(reviewer), { deliveryId })).toMatchObject({ effect: 'unchanged' })
  expect((await applicationOf(applicationId)).tier).toBe('guardian')
  expect(await auditOf(`application:${applicationId}`)).toEqual([
    'webhook:typeform application.submitted',
    'admin:ada application.corrected',
    'admin:ada application.reread',
  ])
  const history = services.db.selectFrom('operator_application_history').selectAll()
  expect(await history.where('application_id', '=', applicationId).execute()).toHaveLength(3)
  const mails = services.db.selectFrom('operator_notifications').where('application_id', '=', applicationId)
  expect(await mails.select('notification_type').execute()).toEqual([
    { notification_type: 'application_received' },
  ])
})

it('never changes a decided application', async () => {
  const { deliveryId, applicationId = 0 } = await receive(delivery(without('email')))
  const approver = services.as({ type: 'admin', name: 'bob', role: 'approver' })
  await rejectApplication(approver, { applicationId, reason: 'no e-mail' })
  const decided = await applicationOf(applicationId)
  await setFieldMap(services.as(owner), { ...DEFAULT_FIELD_MAP, name: [] })
  expect(await replayDelivery(as(reviewer), { deliveryId })).toMatchObject({ effect: 'decided' })
  expect(await applicationOf(applicationId)).toEqual(decided)
})

it('keeps a test of Typeform for an admin, who discards it or makes it an application', async () => {
  const test = (token: string) => ({ ...delivery(without('tier'), { token }), event_id: token })
  const [first, second] = [await receive(test('test-1')), await receive(test('test-2'))]
  expect([first.outcome, second.outcome]).toEqual(['test', 'test'])
  await discardDelivery(as(reviewer), { deliveryId: first.deliveryId })
  await expect(promoteDelivery(as(reviewer), first)).rejects.toMatchObject({ code: 'delivery.no-test' })
  const promoted = await promoteDelivery(as(reviewer), { deliveryId: second.deliveryId })
  expect(await applicationOf(promoted.applicationId)).toMatchObject({ attention: ['tier'] })
  await expect(discardDelivery(as(reviewer), second)).rejects.toMatchObject({ code: 'delivery.in-use' })
  expect(await replayDelivery(as(reviewer), second)).toMatchObject({
    outcome: 'submitted',
    effect: 'unchanged',
  })
  expect(await auditOf(`delivery:${first.deliveryId}`)).toEqual(['admin:ada inbox.discarded'])
  expect(await auditOf(`delivery:${second.deliveryId}`)).toEqual([
    'admin:ada inbox.promoted',
    'admin:ada inbox.replayed',
  ])
})

it('makes no application of a form that somebody left, and one when it is sent after all', async () => {
  const body = delivery(COMPLETE, { token: 'left' })
  const partial = await receive({ ...body, event_type: 'form_response_partial' })
  expect(await replayDelivery(as(reviewer), partial)).toMatchObject({ outcome: 'partial' })
  expect((await receive(body)).outcome).toBe('submitted')
})

it('brings nobody back who was erased, by webhook or replay, and keeps nothing of the person', async () => {
  const body = delivery(COMPLETE, { token: 'erased-token' })
  const { deliveryId, applicationId = 0 } = await receive(body)
  const partial = await receive({ ...body, event_type: 'form_response_partial' })
  const unread = await receive({ unknown: 'erased-token' })
  const others = await receive(delivery())
  await inTransaction(services.db, async (tx) => {
    expect(await forgetDeliveries(tx, services, applicationId)).toBe(3)
    await tx.deleteFrom('operator_applications').where('id', '=', applicationId).execute()
  })
  for (const id of [deliveryId, partial.deliveryId, unread.deliveryId])
    expect(await rowOf(id)).toMatchObject({
      outcome: 'erased',
      body: Buffer.alloc(0),
      reading: null,
      token: null,
      application_id: null,
    })
  expect((await rowOf(others.deliveryId)).outcome).toBe('submitted')
  await expect(replayDelivery(as(reviewer), { deliveryId })).rejects.toMatchObject({
    code: 'delivery.erased',
  })

  for (const again of [
    body,
    { ...body, event_id: 'another' },
    { ...body, event_type: 'form_response_partial' },
  ]) {
    const received = await receive(again)
    expect(received.outcome).toBe('erased')
    expect((await rowOf(received.deliveryId)).body).toHaveLength(0)
  }
  const made = services.db.selectFrom('operator_applications').where('typeform_token', '=', 'erased-token')
  expect(await made.select('id').execute()).toEqual([])
  const hashes = await services.db.selectFrom('erased_form_tokens').select('token_hash').execute()
  expect(hashes).toEqual([{ token_hash: expect.stringMatching(/^[0-9a-f]{64}$/) }])
  expect((await receive(delivery(COMPLETE, { token: 'erased-token', form_id: 'form2' }))).outcome).toBe(
    'foreign-form',
  )
})

it('confirms three submissions of one mailbox a day, and takes the others in silence', async () => {
  const send = (email: string, token: string) =>
    receive(delivery([...without('email'), answer('email', 'email', email)], { token }))
  const mails = () =>
    services.db
      .selectFrom('operator_notifications')
      .select('operator_email')
      .where('operator_email', 'like', '%victim%@gmail.com')
      .execute()
  for (let again = 0; again < 5; again += 1)
    expect((await send('victim@gmail.com', 'victim-0')).outcome).toBe(again === 0 ? 'submitted' : 'duplicate')
  for (const [index, email] of ['Victim@gmail.com', 'victim+1@gmail.com', 'victim+2@gmail.com'].entries())
    expect((await send(email, `victim-${index + 1}`)).outcome).toBe('submitted')
  expect(await mails()).toHaveLength(3)
  services.clock.advance(DAY_MS)
  await send('victim+3@gmail.com', 'victim-4')
  expect(await mails()).toHaveLength(4)
})

it('forgets the bodies that brought no application after ninety days, and nothing else', async () => {
  const left = await receive({ ...delivery(), event_type: 'form_response_partial' })
  const token = 'forgotten-test'
  const tested = { ...delivery(without('tier'), { token }), event_id: token }
  const test = await receive(tested)
  const foreign = await receive(delivery(COMPLETE, { form_id: 'form3' }))
  const discarded = await receive({ nobody: 'reads this' })
  await discardDelivery(as(reviewer), discarded)
  const unread = await receive({ nobody: 'reads that' })
  const submitted = await receive(delivery())
  const duplicate = await receive({
    ...JSON.parse(String((await rowOf(submitted.deliveryId)).body)),
    event_id: 'x',
  })
  const passed = [left, test, foreign, discarded]
  const before = await Promise.all(passed.map(({ deliveryId }) => rowOf(deliveryId)))
  const forget = () =>
    intakeJobs(services)
      .find(({ name }) => name === 'intake.forget-deliveries')
      ?.run({})

  services.clock.advance(89 * DAY_MS)
  await forget()
  expect(await Promise.all(passed.map(({ deliveryId }) => rowOf(deliveryId)))).toEqual(before)
  services.clock.advance(DAY_MS + 1)
  const young = await receive({ ...delivery(), event_type: 'form_response_partial' })
  await forget()
  const after = await Promise.all(passed.map(({ deliveryId }) => rowOf(deliveryId)))
  expect(after).toEqual(before.map((row) => ({ ...row, body: Buffer.alloc(0) })))
  expect(after.map(({ outcome }) => outcome)).toEqual(['partial', 'test', 'foreign-form', 'discarded'])
  for (const { deliveryId } of [unread, submitted, duplicate, young])
    expect((await rowOf(deliveryId)).body.length).toBeGreaterThan(0)

  for (const deed of [replayDelivery, discardDelivery])
    await expect(deed(as(reviewer), test)).rejects.toMatchObject({ code: 'delivery.forgotten' })
  await expect(promoteDelivery(as(reviewer), test)).rejects.toMatchObject({ code: 'delivery.forgotten' })
  expect(await receive(tested)).toMatchObject({ deliveryId: test.deliveryId })
  expect((await rowOf(test.deliveryId)).body).toHaveLength(0)
})

it('gives an answer back that a corrected map takes for nothing', async () => {
  const { deliveryId, applicationId } = await receive(delivery())
  await setFieldMap(services.as(owner), { ...DEFAULT_FIELD_MAP, wallet: ['eth_address'] })
  expect(await replayDelivery(as(reviewer), { deliveryId })).toMatchObject({ effect: 'corrected' })
  expect(await applicationOf(applicationId)).toMatchObject({
    wallet_address: null,
    attention: ['wallet'],
    other_answers: { wallet_address: WALLET.toLowerCase() },
  })
})

it('lists deliveries without their bodies, and shows a body to those who may, which the audit log keeps', async () => {
  const { deliveryId, applicationId } = await receive(delivery(COMPLETE, { token: 'shown' }))
  const [newest, second] = await listDeliveries(as(reviewer), { limit: 2 })
  expect(newest).toMatchObject({ id: deliveryId, outcome: 'submitted', applicationId, source: 'typeform' })
  expect(newest).not.toHaveProperty('body')
  expect(await listDeliveries(as(reviewer), { limit: 1, before: deliveryId })).toEqual([second])
  for (const { outcome } of await listDeliveries(as(reviewer), { outcome: 'test' }))
    expect(outcome).toBe('test')

  const { text } = await showDelivery(as(reviewer), { deliveryId })
  expect(text).toContain('\n    "token": "shown"')
  expect(await auditOf(`delivery:${deliveryId}`)).toEqual(['admin:ada inbox.body-read'])
  await expect(showDelivery(as(reviewer), { deliveryId: '999999' })).rejects.toMatchObject({
    code: 'delivery.not-found',
  })
})

it('counts what is in the inbox and lists the quarantine', async () => {
  const before = await getIntakeStats(as(reviewer))
  await receive({ some: 'shape' })
  await receive({ some: 'words' })
  const bytes = Buffer.from('nobody vouches')
  await expect(receiveDelivery(webhook(), bytes, 'sha256=x')).rejects.toMatchObject({
    code: 'webhook.not-genuine',
  })
  const after = await getIntakeStats(as(reviewer))
  expect(after.byOutcome.unread).toBe((before.byOutcome.unread ?? 0) + 2)
  expect([after.unknownShapes, after.quarantined]).toEqual([before.unknownShapes + 1, before.quarantined + 1])
  expect(after.lastReceivedAt).toEqual(new Date(services.clock.now()))
  expect((await listQuarantine(as(reviewer)))[0]).toMatchObject({ reason: 'wrong signature', length: 14 })
})

it('refuses an actor without the permission, and changes nothing', async () => {
  const { deliveryId } = await receive(delivery())
  const before = await rowOf(deliveryId)
  for (const actor of [{ type: 'anonymous' }, { type: 'admin', name: 'vic', role: 'viewer' }] as const)
    for (const verb of [replayDelivery, discardDelivery, promoteDelivery, showDelivery])
      await expect(verb(as(actor), { deliveryId })).rejects.toMatchObject({ code: 'auth.not-allowed' })
  const viewer = services.as({ type: 'admin', name: 'vic', role: 'viewer' })
  for (const list of [listDeliveries, listQuarantine, getIntakeStats])
    await expect(list(viewer)).rejects.toMatchObject({ code: 'auth.not-allowed' })
  await expect(setFieldMap(services.as(reviewer), DEFAULT_FIELD_MAP)).rejects.toMatchObject({
    code: 'auth.not-allowed',
  })
  expect(await rowOf(deliveryId)).toEqual(before)
})

it('takes a valid map alone and records who set which', async () => {
  await expect(setFieldMap(services.as(owner), { email: ['x'] })).rejects.toMatchObject({
    code: 'input.invalid',
  })
  const map = { ...DEFAULT_FIELD_MAP, motivation: ['why'] }
  await setFieldMap(services.as(owner), map)
  expect(await getFieldMap(services.as(owner))).toEqual(map)
  const entries = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'details'])
    .where('action', '=', 'typeform.field-map-set')
    .orderBy('id', 'desc')
    .limit(1)
    .execute()
  expect(entries).toEqual([{ actor: 'admin:olga', details: { from: DEFAULT_FIELD_MAP, to: map } }])
})
