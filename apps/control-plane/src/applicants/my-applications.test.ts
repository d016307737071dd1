import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyAs, person } from '../../test/applicant.ts'
import { answer, submitForm } from '../../test/deliveries.ts'
import { insertApproved, testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { addBusinessMs, businessDays, rejectApplication, requestInformation } from '../applications/index.ts'
import { TooManyAttemptsError } from '../auth/index.ts'
import type { Actor } from '../context/index.ts'
import { createCredential } from '../credentials/index.ts'
import { inTransaction } from '../db/index.ts'
import { answerMyQuestion } from './answer-my-question.ts'
import { askForInvitation, NothingToClaimError } from './ask-for-invitation.ts'
import { LIMITS } from './limit.ts'
import { getMyApplications } from './my-applications.ts'
import { NoSuchApplicationError } from './own-application.ts'
import { SignInNeededError } from './person.ts'
import { withdrawMyApplication } from './withdraw-my-application.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const approver: Actor = { type: 'admin', name: 'CANARY-admin', role: 'approver' }
const mine = (actor: Actor) => getMyApplications(services.as(actor))
const idsOf = async (actor: Actor) => (await mine(actor)).applications.map(({ publicId }) => publicId)
const idOf = async (publicId: string) =>
  (
    await services.db
      .selectFrom('operator_applications')
      .select('id')
      .where('public_id', '=', publicId)
      .executeTakeFirstOrThrow()
  ).id

it('shows an application to its wallet and to its verified mail address, and to nobody else', async () => {
  const { publicId } = await applyAs(services, 'mine', { email: 'mine@example.org' })
  expect(await idsOf(person({ wallet: 'mine' }))).toEqual([publicId])
  expect(await idsOf(person({ email: 'mine@example.org' }))).toEqual([publicId])
  expect(await idsOf(person({ wallet: 'other', email: 'other@example.org' }))).toEqual([])
  expect(await idsOf(person({}))).toEqual([])
  for (const actor of [{ type: 'anonymous' }, approver] as const)
    expect(await mine(actor)).toEqual({ person: null, applications: [] })
})

it('does not show what a stranger applied for with your mail address to the address that you did not prove', async () => {
  const { publicId } = await applyAs(services, 'stranger', { email: 'victim@example.org' })
  await applyAs(services, 'victim', { email: 'victim@example.org' })
  expect(await idsOf(person({ wallet: 'stranger' }))).toEqual([publicId])
  expect(await idsOf(person({ email: 'victim@example.org' }))).toHaveLength(2)
})

it('tells nobody by an id that is guessed whether there is such an application', async () => {
  const { publicId } = await applyAs(services, 'guessed')
  const stranger = services.as(person({ wallet: 'guesser', email: 'guesser@example.org' }))
  const tries = [publicId, crypto.randomUUID()].map((id) => withdrawMyApplication(stranger, { publicId: id }))
  const answers = await Promise.allSettled(tries)
  const reasons = answers.map((one) => (one.status === 'rejected' ? one.reason : undefined))
  for (const reason of reasons) expect(reason).toBeInstanceOf(NoSuchApplicationError)
  expect(reasons[0].message).toBe(reasons[1].message)
  await expect(withdrawMyApplication(services.as(approver), { publicId })).rejects.toThrow(SignInNeededError)
})

it('says what happens next, and nothing of who reviewed', async () => {
  const { publicId, submittedAt } = await applyAs(services, 'followed')
  const [open] = (await mine(person({ wallet: 'followed' }))).applications
  expect(open).toMatchObject({
    status: 'pending',
    isWalletProven: true,
    answerBy: addBusinessMs(submittedAt, businessDays(5)),
    reapplyAt: null,
    history: [{ status: 'pending' }],
  })
  await rejectApplication(services.as(approver), {
    applicationId: await idOf(publicId),
    reason: 'too few cores',
  })
  const shown = await mine(person({ wallet: 'followed' }))
  expect(shown.applications[0]).toMatchObject({
    status: 'rejected',
    rejectionReason: 'too few cores',
    answerBy: null,
    reapplyAt: new Date(services.clock.now() + 90 * 86_400_000),
    history: [{ status: 'pending' }, { status: 'rejected' }],
  })
  expect(JSON.stringify(shown)).not.toContain('CANARY')
  expect(JSON.stringify(shown)).not.toMatch(/"(id|digest|reviewedBy|version|attention|clockFrom)"/)
})

it('shows what a reviewer asks, stops the clock meanwhile, and takes the answer', async () => {
  const { publicId } = await applyAs(services, 'asked')
  const asked = person({ wallet: 'asked' })
  await requestInformation(services.as(approver), {
    applicationId: await idOf(publicId),
    question: 'which data centre?',
  })
  const before = (await mine(asked)).applications[0]
  expect(before).toMatchObject({
    answerBy: null,
    questions: [{ question: 'which data centre?', answer: null }],
  })
  const stranger = services.as(person({ wallet: 'another' }))
  await expect(answerMyQuestion(stranger, { publicId, answer: 'x' })).rejects.toThrow(NoSuchApplicationError)
  await answerMyQuestion(services.as(asked), { publicId, answer: 'the one in Zürich' })
  const shown = await mine(asked)
  expect(shown.applications[0]).toMatchObject({
    waitingSince: null,
    questions: [{ answer: 'the one in Zürich' }],
  })
  expect(shown.applications[0]?.answerBy).toBeInstanceOf(Date)
  expect(JSON.stringify(shown)).not.toContain('CANARY')
})

it('shows how far the credential of an approved application has come', async () => {
  const { address } = testAccount('approved')
  const application = await insertApproved(services, address)
  const state = async () => (await mine(person({ wallet: 'approved' }))).applications[0]?.claim?.state
  expect(await state()).toBeUndefined()
  const credential = await inTransaction(services.db, (tx) =>
    createCredential(tx, services.as(approver), application),
  )
  expect(await state()).toBe('invited')
  const set = (change: object) =>
    services.db.updateTable('operator_credentials').set(change).where('id', '=', credential.id).execute()
  await set({ claimed_at: new Date(services.clock.now()), api_secret_hash: '0'.repeat(64) })
  expect(await state()).toBe('claimed')
  const { nodeId, operator, tier } = credential
  const enrolled = { node_id: nodeId, operator_address: operator, tier, enrolled_at: new Date() }
  await services.db
    .insertInto('nodes')
    .values({ credential_id: credential.id, ...enrolled })
    .execute()
  expect(await state()).toBe('enrolled')
  await set({ expires_at: new Date(services.clock.now()) })
  expect(await state()).toBe('expired')
  await set({ revoked: true, revoked_at: new Date(services.clock.now()), revoked_reason: 'lost' })
  expect(await state()).toBe('revoked')
})

it('sends an invitation again to the address of the application, so often and to nobody who asks for another', async () => {
  const { address } = testAccount('lost the mail')
  const application = await insertApproved(services, address)
  await inTransaction(services.db, (tx) => createCredential(tx, services.as(approver), application))
  const { publicId } = application
  const ask = (actor: Actor) => askForInvitation({ ...services, actor }, { publicId })
  const operator = person({ wallet: 'lost the mail' })
  const invitations = () =>
    services.db
      .selectFrom('operator_notifications')
      .select('operator_email')
      .where('application_id', '=', application.id)
      .where('notification_type', '=', 'credentials_issued')
      .execute()
  await expect(ask(person({ wallet: 'another' }))).rejects.toThrow(NoSuchApplicationError)
  const before = (await invitations()).length
  for (let index = 0; index < LIMITS.invitation.max; index += 1) await ask(operator)
  await expect(ask(operator)).rejects.toThrow(TooManyAttemptsError)
  const sent = await invitations()
  expect(sent).toHaveLength(before + LIMITS.invitation.max)
  expect(new Set(sent.map((mail) => mail.operator_email))).toEqual(new Set([application.email]))

  const unapproved = await applyAs(services, 'not yet')
  await expect(
    askForInvitation({ ...services, actor: person({ wallet: 'not yet' }) }, unapproved),
  ).rejects.toThrow(NothingToClaimError)
})

it('withdraws an application once, with an audit row, for whoever proved its mail address', async () => {
  const application = await submitForm(services, [
    answer('email', 'email', 'form@example.org'),
    answer('tier', 'choice', { label: 'Micro' }),
  ])
  const ctx = services.as(person({ email: 'form@example.org' }, 'user-7'))
  await withdrawMyApplication(ctx, { publicId: application?.publicId ?? '' })
  await expect(withdrawMyApplication(ctx, { publicId: application?.publicId ?? '' })).rejects.toMatchObject({
    code: 'application.already-decided',
  })
  const audited = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `application:${application?.id}`)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  expect(audited).toEqual({ actor: 'person:user-7', action: 'application.withdrawn' })
})

it('finds the application of somebody whose wallet a hundred strangers have named since', async () => {
  const { publicId } = await applyAs(services, 'flooded')
  const wallet = testAccount('flooded').address
  const digest = `sha256:${'0'.repeat(64)}`
  const named = { wallet_address: wallet, submitted_at: new Date(0), status: 'needs_attention', digest }
  const flood = Array.from({ length: 100 }, () => ({ ...named, attention: ['email'] }))
  await services.db.insertInto('operator_applications').values(flood).execute()
  await withdrawMyApplication(services.as(person({ wallet: 'flooded' })), { publicId })
  const row = await services.db
    .selectFrom('operator_applications')
    .select('status')
    .where('public_id', '=', publicId)
    .executeTakeFirst()
  expect(row).toEqual({ status: 'withdrawn' })
})
