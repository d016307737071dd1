import { eraseTypedData, type Signature } from '@noderr/protocol'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyAs, person } from '../../test/applicant.ts'
import { answer, delivery, sign } from '../../test/deliveries.ts'
import { testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import {
  approveApplication,
  correctApplication,
  rejectApplication,
  requestInformation,
} from '../applications/index.ts'
import { NotAllowedError } from '../auth/index.ts'
import { buildApi } from '../build-api.ts'
import type { Actor } from '../context/index.ts'
import { createCredential, getOperatorCredentials, revokeCredential } from '../credentials/index.ts'
import { answerMyQuestion } from './answer-my-question.ts'
import { ChallengeSpentError, mintChallenge } from './challenge.ts'
import { AlreadyErasedError, LiveCredentialError } from './erasable.ts'
import { eraseApplication, NothingToEraseError } from './erase-application.ts'
import { ErasureNotConfirmedError, eraseMe } from './erase-me.ts'
import { exportMyData } from './export-my-data.ts'
import { applicantJobs } from './jobs.ts'
import { saveDraft } from './keep-draft.ts'
import { getMyApplications } from './my-applications.ts'
import { SignInNeededError } from './person.ts'
import { CooldownError } from './reapply.ts'
import { fillErasure, NoProvenAddressError, requestErasure } from './request-erasure.ts'

const SECRET = 'webhook secret'
let services: TestServices
let owner: pg.Client
beforeAll(async () => {
  services = await startTestServices({ TYPEFORM_WEBHOOK_SECRET: SECRET })
  owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await services.close()
})

const ada: Actor = { type: 'admin', name: 'ada', role: 'owner' }
const erasing = (actor: Actor) => ({ ...services, actor })
const idOf = async (publicId: string) => {
  const row = await services.db
    .selectFrom('operator_applications')
    .select('id')
    .where('public_id', '=', publicId)
    .executeTakeFirstOrThrow()
  return row.id
}

/** Every row of every table of ours as text, the queue's payloads included. */
async function everything(): Promise<string> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname IN ('public', 'graphile_worker')`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await owner.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)
    texts.push(...rows.map(({ row }) => `${name} ${row}`))
  }
  const bodies = await owner.query<{ body: string }>(
    `SELECT encode(body, 'escape') AS body FROM webhook_inbox`,
  )
  return [...texts, ...bodies.rows.map(({ body }) => body)].join('\n')
}

const linesWith = async (...needles: string[]) =>
  (await everything()).split('\n').filter((line) => needles.some((needle) => line.includes(needle)))

async function confirmation(name: string, nonce = mintChallenge(services, 'erase').nonce) {
  const account = testAccount(name)
  const { origin, ...domain } = mintChallenge(services, 'erase')
  const typed = eraseTypedData(domain, { origin, wallet: account.address, nonce })
  const signature = await account.signTypedData(typed as Parameters<typeof account.signTypedData>[0])
  return { nonce, signature: signature as Signature }
}

it('erases a person wherever they stand, and keeps what explains the decision', async () => {
  const canary = 'CANARY-7f3a'
  const email = `${canary.toLowerCase()}@example.org`
  const prose = { experience: canary, infrastructure: canary, motivation: canary }
  const { publicId } = await applyAs(services, 'forgotten', { ...prose, email, name: canary })
  const id = await idOf(publicId)
  const me = person({ wallet: 'forgotten', email }, 'forgotten-user')
  await services.db
    .insertInto('auth_users')
    .values({ id: 'forgotten-user', name: canary, email, email_verified: true })
    .execute()
  await saveDraft(services.as(me), { motivation: canary })
  await requestInformation(services.as(ada), { applicationId: id, question: `who is ${canary}?` })
  await answerMyQuestion(services.as(me), { publicId, answer: canary })
  await correctApplication(services.as(ada), {
    applicationId: id,
    name: `${canary} the second`,
    // What admins give as a reason stands in the audit log for good; they are told to name nobody there.
    reason: 'a letter of 12 November',
  })
  await services.db
    .insertInto('application_notes')
    .values({ application_id: id, author: 'ada', note: canary, noted_at: new Date() })
    .execute()
  await rejectApplication(services.as(ada), { applicationId: id, reason: `sorry ${canary}` })
  await requestErasure(erasing(me))
  expect((await linesWith(canary, email)).length).toBeGreaterThan(10)

  const exported = JSON.stringify(await exportMyData(erasing(me)))
  for (const part of ['the second', 'who is CANARY', 'sorry CANARY', 'application_received', '"draft":{'])
    expect(exported).toContain(part)

  expect(await eraseMe(erasing(me), await confirmation('forgotten'))).toEqual({ applications: 1 })
  const wallet = testAccount('forgotten').address
  expect(await linesWith(canary, email, wallet, wallet.toLowerCase())).toEqual([])
  const row = await services.db
    .selectFrom('operator_applications')
    .select(['status', 'reviewed_by', 'rejection_reason', 'erased_at', 'email', 'tier'])
    .where('id', '=', id)
    .executeTakeFirst()
  expect(row).toEqual({
    status: 'rejected',
    reviewed_by: 'admin:ada',
    rejection_reason: '(erased)',
    erased_at: new Date(services.clock.now()),
    email: null,
    tier: 'validator',
  })
  const audited = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .orderBy('id', 'desc')
    .limit(2)
    .execute()
  expect(audited).toEqual([
    { actor: 'person:forgotten-user', action: 'person.erased' },
    { actor: 'person:forgotten-user', action: 'application.erased' },
  ])
  expect((await getMyApplications(services.as(me))).applications).toEqual([])
})

it('keeps the cooldown of an erased wallet for as long as it lasts, and then nothing of the wallet', async () => {
  const { publicId } = await applyAs(services, 'evader', { email: 'evader@example.org' })
  await rejectApplication(services.as(ada), { applicationId: await idOf(publicId), reason: 'no' })
  await eraseMe(erasing(person({ wallet: 'evader' })), await confirmation('evader'))
  const again = () => applyAs(services, 'evader', { email: 'new@example.org' })
  await expect(again()).rejects.toThrow(CooldownError)
  services.clock.advance(90 * 86_400_000)
  await applicantJobs(services)[0]?.run({})
  const hashes = await services.db
    .selectFrom('operator_applications')
    .select('id')
    .where('erased_wallet_hash', 'is not', null)
    .execute()
  expect(hashes).toEqual([])
  await again()
})

it('closes an open application that is erased', async () => {
  const { publicId } = await applyAs(services, 'open')
  const id = await idOf(publicId)
  await eraseApplication(erasing(ada), { applicationId: id, reason: 'asked by letter' })
  const row = await services.db
    .selectFrom('operator_applications')
    .select(['status', 'reviewed_by'])
    .where('id', '=', id)
    .executeTakeFirst()
  expect(row).toEqual({ status: 'withdrawn', reviewed_by: 'admin:ada' })
  await expect(eraseApplication(erasing(ada), { applicationId: id, reason: 'again' })).rejects.toThrow(
    AlreadyErasedError,
  )
  await applyAs(services, 'open')
})

it('brings nobody back when a delivery comes again', async () => {
  const app = await buildApi(services)
  const body = JSON.stringify(
    delivery([
      answer('email', 'email', 'replayed@example.org'),
      answer('name', 'text', 'CANARY-replayed'),
      answer('tier', 'choice', { label: 'Micro' }),
    ]),
  )
  const other = body.replace('"event_id":"', '"event_id":"x')
  const deliver = (text: string) =>
    app.inject({
      method: 'POST',
      url: '/api/typeform/webhook',
      headers: { 'typeform-signature': sign(text, SECRET), 'content-type': 'application/json' },
      body: text,
    })
  const count = async () =>
    (
      await services.db
        .selectFrom('operator_applications')
        .select('id')
        .where('source', '=', 'typeform')
        .execute()
    ).length
  expect((await deliver(body)).statusCode).toBe(200)
  const before = await count()
  const { publicId = '' } =
    (await getMyApplications(services.as(person({ email: 'replayed@example.org' })))).applications[0] ?? {}
  await eraseApplication(erasing(ada), { applicationId: await idOf(publicId), reason: 'asked' })
  expect(await linesWith('CANARY-replayed', 'replayed@example.org')).toEqual([])
  for (const text of [body, other]) expect((await deliver(text)).statusCode).toBe(200)
  expect(await count()).toBe(before)
  expect(await linesWith('replayed@example.org')).toEqual([])
  await app.close()
})

it('erases no operator whose credential lives, and does once it is revoked', async () => {
  const { publicId } = await applyAs(services, 'live operator')
  const id = await idOf(publicId)
  await approveApplication(services.as(ada), { applicationId: id }, createCredential)
  const me = erasing(person({ wallet: 'live operator' }))
  await expect(eraseMe(me, await confirmation('live operator'))).rejects.toThrow(LiveCredentialError)
  expect((await getMyApplications(services.as(me.actor))).applications[0]?.answers.name).toBe('Grace')
  const credential = await services.db
    .selectFrom('operator_credentials')
    .select('id')
    .where('application_id', '=', id)
    .executeTakeFirstOrThrow()
  await revokeCredential(services.as(ada), { credentialId: credential.id, reason: 'they leave' })
  await eraseMe(me, await confirmation('live operator'))
  const row = await services.db
    .selectFrom('operator_applications')
    .select(['status', 'wallet_address'])
    .where('id', '=', id)
    .executeTakeFirst()
  expect(row).toEqual({ status: 'approved', wallet_address: null })
})

it('takes only a fresh confirmation of the wallet or the mail address that is signed in', async () => {
  await applyAs(services, 'careful', { email: 'careful@example.org' })
  const byWallet = erasing(person({ wallet: 'careful' }, 'careful-1'))
  await expect(eraseMe(byWallet, await confirmation('somebody else'))).rejects.toThrow(
    ErasureNotConfirmedError,
  )
  await expect(eraseMe(byWallet, { token: '0'.repeat(64) })).rejects.toThrow(ErasureNotConfirmedError)
  await expect(requestErasure(byWallet)).rejects.toThrow(NoProvenAddressError)
  const byMail = erasing(person({ email: 'careful@example.org' }, 'careful-2'))
  await expect(eraseMe(byMail, await confirmation('careful'))).rejects.toThrow(ErasureNotConfirmedError)

  const link = await fillErasure(services)({ to: 'careful@example.org' })
  const token = link.erasureLink?.split('#erase=')[1] ?? ''
  const stranger = erasing(person({ email: 'stranger@example.org' }))
  await expect(eraseMe(stranger, { token })).rejects.toThrow(ErasureNotConfirmedError)
  expect((await linesWith(token)).length).toBe(0)
  expect(await eraseMe(byMail, { token })).toEqual({ applications: 1 })
  await expect(eraseMe(byMail, { token })).rejects.toThrow(ErasureNotConfirmedError)

  const late = (await fillErasure(services)({ to: 'careful@example.org' })).erasureLink?.split('=')[1] ?? ''
  services.clock.advance(3_600_000)
  await expect(eraseMe(byMail, { token: late })).rejects.toThrow(ErasureNotConfirmedError)
  const once = await confirmation('careful')
  await eraseMe(byWallet, once)
  await expect(eraseMe(byWallet, once)).rejects.toThrow(ChallengeSpentError)
})

it('refuses an actor without the right to erase, and an application that is none', async () => {
  const { publicId } = await applyAs(services, 'kept')
  const input = { applicationId: await idOf(publicId), reason: 'because' }
  for (const actor of [
    { type: 'admin', name: 'eve', role: 'approver' },
    { type: 'anonymous' },
    person({ wallet: 'kept' }),
  ] as const satisfies Actor[])
    await expect(eraseApplication(erasing(actor), input)).rejects.toThrow(NotAllowedError)
  await expect(eraseApplication(erasing(ada), { applicationId: 4_711, reason: 'because' })).rejects.toThrow(
    NothingToEraseError,
  )
  for (const actor of [ada, { type: 'anonymous' }] as const) {
    await expect(eraseMe(erasing(actor), await confirmation('kept'))).rejects.toThrow(SignInNeededError)
    await expect(exportMyData(erasing(actor))).rejects.toThrow(SignInNeededError)
  }
  expect(JSON.stringify(await exportMyData(erasing(person({ wallet: 'nobody' }))))).not.toContain('Grace')
})

it('ends an expired credential with its person, so that nobody renews it', async () => {
  const { publicId } = await applyAs(services, 'expired operator')
  const id = await idOf(publicId)
  await approveApplication(services.as(ada), { applicationId: id }, createCredential)
  const past = new Date(services.clock.now() - 1)
  await services.db
    .updateTable('operator_credentials')
    .set({ claimed_at: past, expires_at: past, api_secret_hash: '0'.repeat(64) })
    .where('application_id', '=', id)
    .execute()
  await eraseMe(erasing(person({ wallet: 'expired operator' })), await confirmation('expired operator'))
  const [credential] = await getOperatorCredentials(services.as(ada), { applicationId: id })
  expect(credential).toMatchObject({ state: 'revoked' })
})
