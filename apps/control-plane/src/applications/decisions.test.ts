import { type Address, addressSchema } from '@noderr/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { answer, COMPLETE, submitForm } from '../../test/deliveries.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import type { Actor, Context } from '../context/index.ts'
import { AlreadyDecidedError, ChangedSinceReadError, IncompleteApplicationError } from './application.ts'
import { approveApplication, OperatorExistsError, TierFullError } from './approve-application.ts'
import { correctApplication, WalletGivenError } from './correct-application.ts'
import { ReasonMissingError, rejectApplication } from './reject-application.ts'
import { ApplicationNotFoundError, getApplication } from './store.ts'
import { SubmissionNotAllowedError } from './submit-application.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

// What follows from an approval is the concern of the room of credentials.
const approve = (ctx: Context, input: Parameters<typeof approveApplication>[1]) =>
  approveApplication(ctx, input, async () => {})
const approver: Actor = { type: 'admin', name: 'ada', role: 'approver' }
let people = 0

async function submit(answers?: readonly unknown[], actor: Actor = { type: 'webhook', source: 'typeform' }) {
  people += 1
  const own = answers ?? [
    ...COMPLETE.slice(1, 2),
    answer('email', 'email', `operator${people}@example.org`),
    answer('wallet_address', 'text', `0x${String(people).padStart(40, '0')}`),
    ...COMPLETE.slice(3),
  ]
  const application = await submitForm(services, own, actor)
  if (!application) throw new RangeError('submitted before')
  return application
}

async function audited(id: number): Promise<unknown[]> {
  return services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `application:${id}`)
    .where('action', '<>', 'application.submitted')
    .execute()
}

it('approves: reviewer, job, audit row and history in one', async () => {
  const { id, digest } = await submit()
  const approved = await approve(services.as(approver), { applicationId: id, digest })
  expect(approved).toMatchObject({ status: 'approved', reviewedBy: 'admin:ada' })
  expect(await audited(id)).toEqual([{ actor: 'admin:ada', action: 'application.approved' }])
  const history = await services.db
    .selectFrom('operator_application_history')
    .select(['from_status', 'to_status'])
    .where('application_id', '=', id)
    .orderBy('id')
    .execute()
  expect(history).toEqual([
    { from_status: null, to_status: 'pending' },
    { from_status: 'pending', to_status: 'approved' },
  ])
})

it.each([
  { type: 'anonymous' },
  { type: 'admin', name: 'eve', role: 'viewer' },
  { type: 'admin', name: 'eve', role: 'reviewer' },
  { type: 'operator', wallet: '0x0' },
  { type: 'webhook', source: 'typeform' },
] as const satisfies Actor[])('refuses an actor without the right to decide: $type $role', async (actor) => {
  const { id } = await submit()
  await expect(approve(services.as(actor), { applicationId: id })).rejects.toThrow(NotAllowedError)
  await expect(rejectApplication(services.as(actor), { applicationId: id, reason: 'no' })).rejects.toThrow(
    NotAllowedError,
  )
  expect((await getApplication(services.db, id)).status).toBe('pending')
  expect(await audited(id)).toEqual([])
})

it('refuses an actor without the right to submit or to correct', async () => {
  await expect(submit(undefined, { type: 'anonymous' })).rejects.toThrow(SubmissionNotAllowedError)
  const { id } = await submit()
  const viewer = services.as({ type: 'admin', name: 'eve', role: 'viewer' })
  await expect(
    correctApplication(viewer, { applicationId: id, tier: 'oracle', reason: 'x' }),
  ).rejects.toThrow(NotAllowedError)
})

it('lets exactly one of many decisions at once win', async () => {
  const { id } = await submit()
  const ctx = services.as(approver)
  const decisions = await Promise.allSettled([
    ...Array.from({ length: 6 }, () => approve(ctx, { applicationId: id })),
    ...Array.from({ length: 6 }, () => rejectApplication(ctx, { applicationId: id, reason: 'no' })),
  ])
  expect(decisions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const decision of decisions)
    if (decision.status === 'rejected') expect(decision.reason).toBeInstanceOf(AlreadyDecidedError)
  expect(await audited(id)).toHaveLength(1)
})

it('rejects with a reason that the applicant reads', async () => {
  const { id, email } = await submit()
  const ctx = services.as(approver)
  await expect(rejectApplication(ctx, { applicationId: id, reason: ' ' })).rejects.toThrow(ReasonMissingError)
  await rejectApplication(ctx, { applicationId: id, reason: 'the {{claimLink}} is full' })
  expect(await audited(id)).toEqual([{ actor: 'admin:ada', action: 'application.rejected' }])
  const mail = await services.db
    .selectFrom('operator_notifications')
    .select('body')
    .where('operator_email', '=', email ?? '')
    .where('notification_type', '=', 'application_rejected')
    .executeTakeFirstOrThrow()
  expect(mail.body).toMatch('the { {claimLink}} is full')
})

it('approves nothing incomplete until it is corrected, and binds the decision to what was read', async () => {
  const unclear = await submit([answer('email', 'email', 'carol@example.org')])
  const ctx = services.as(approver)
  await expect(approve(ctx, { applicationId: unclear.id })).rejects.toThrow(IncompleteApplicationError)
  const wallet = addressSchema.parse(`0x${'c'.repeat(40)}`) as Address
  const corrected = await correctApplication(ctx, {
    applicationId: unclear.id,
    wallet,
    tier: 'micro',
    reason: 'by mail',
  })
  expect(corrected).toMatchObject({ status: 'pending', attention: [], wallet, tier: 'micro' })
  const stale = { applicationId: unclear.id, digest: unclear.digest }
  await expect(approve(ctx, stale)).rejects.toThrow(ChangedSinceReadError)
  await expect(correctApplication(ctx, { applicationId: unclear.id, wallet, reason: 'x' })).rejects.toThrow(
    WalletGivenError,
  )
  await approve(ctx, { applicationId: unclear.id, digest: corrected.digest })
  expect(await audited(unclear.id)).toEqual([
    { actor: 'admin:ada', action: 'application.corrected' },
    { actor: 'admin:ada', action: 'application.approved' },
  ])
})

it('lets an unproven wallet reserve nothing, and an approved one exactly one place', async () => {
  const ctx = services.as(approver)
  const [squatter, owner] = [await submit(COMPLETE), await submit(COMPLETE)]
  await rejectApplication(ctx, { applicationId: squatter.id, reason: 'not you' })
  await approve(ctx, { applicationId: owner.id })
  const again = await submit(COMPLETE)
  await expect(approve(ctx, { applicationId: again.id })).rejects.toThrow(OperatorExistsError)
  expect((await getApplication(services.db, again.id)).status).toBe('pending')
})

it('stops at the cap of a tier', async () => {
  await services.db
    .updateTable('system_config')
    .set({ value: '0' })
    .where('key', '=', 'max_validators')
    .execute()
  const { id } = await submit()
  await expect(approve(services.as(approver), { applicationId: id })).rejects.toThrow(TierFullError)
})

it('says so when there is no such application', async () => {
  const missing = approve(services.as(approver), { applicationId: 4_711 })
  await expect(missing).rejects.toThrow(ApplicationNotFoundError)
})
