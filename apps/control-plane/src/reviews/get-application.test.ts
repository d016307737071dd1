import { addressSchema } from '@noderr/protocol'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Reviewing, reviewing } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import {
  answerInformation,
  approveApplication,
  correctApplication,
  rejectApplication,
  requestInformation,
} from '../applications/index.ts'
import { NotAllowedError } from '../auth/index.ts'
import { createCredential } from '../credentials/index.ts'
import { addNote } from './add-note.ts'
import { assignApplication, UnknownAssigneeError } from './assign-application.ts'
import { getApplicationById } from './get-application.ts'
import type { Signal } from './signal.ts'

const DAY_MS = 86_400_000

let services: TestServices
let test: Reviewing
beforeAll(async () => {
  services = await startTestServices({}, Date.parse('2026-01-05T09:00:00Z'))
  test = reviewing(services)
})
afterAll(() => services.close())

const read = (applicationId: number) => getApplicationById(test.as('viewer', 'viewer'), { applicationId })

async function signal(applicationId: number, code: Signal['code']): Promise<Signal | undefined> {
  return (await read(applicationId)).signals.find((one) => one.code === code)
}

it('shows what happened, who did it, when and why', async () => {
  const { id } = await test.submit({ name: 'Ada' })
  const ctx = test.as('grace')
  const now = new Date(services.clock.now())
  await correctApplication(ctx, { applicationId: id, name: 'Ada L.', reason: 'by mail' })
  await requestInformation(ctx, { applicationId: id, question: 'Which disk?' })
  await answerInformation(ctx, { applicationId: id, answer: 'An NVMe' })
  await addNote(ctx, { applicationId: id, note: '<b>known</b>' })
  await rejectApplication(ctx, { applicationId: id, reasonCode: 'hardware', reason: 'too small' })
  const detail = await read(id)
  expect(detail).toMatchObject({
    status: 'rejected',
    rejectionCode: 'hardware',
    rejectionReason: 'too small',
    clock: undefined,
    notes: [{ author: 'admin:grace', note: '<b>known</b>', notedAt: now }],
    questions: [{ question: 'Which disk?', askedBy: 'admin:grace', answer: 'An NVMe' }],
  })
  const by = (kind: string) => detail.history.filter((entry) => entry.kind === kind)
  expect(by('correction')).toEqual([
    {
      kind: 'correction',
      at: now,
      by: 'admin:grace',
      why: 'by mail',
      before: { name: 'Ada' },
      after: { name: 'Ada L.' },
    },
  ])
  expect(by('status')).toMatchObject([
    { from: undefined, to: 'pending' },
    { from: 'pending', to: 'rejected', by: 'admin:grace', why: 'too small' },
  ])
})

it('tells the applicant the words of a rejection and not its code', async () => {
  const { id } = await test.submit()
  await rejectApplication(test.as('ada'), { applicationId: id, reasonCode: 'no-answer', reason: 'we waited' })
  const mail = (await test.mails(id)).at(-1)
  expect(mail).toMatchObject({ type: 'application_rejected', body: expect.stringContaining('> we waited') })
  expect(mail?.body).not.toContain('no-answer')
  expect(await test.lastDetails(id)).toMatchObject({ before: 'pending', after: 'rejected', why: 'no-answer' })
})

it('says how many people have approved, how many it takes, and whether the rule is in force', async () => {
  const { id } = await test.submit({ tier: 'oracle' })
  expect((await read(id)).approvals).toMatchObject({
    needed: 1,
    twoPerson: true,
    inForce: false,
    why: expect.stringContaining('one decides until there are two'),
    given: [],
  })
  await test.appoint('ada', 'grace')
  await approveApplication(test.as('ada'), { applicationId: id }, createCredential)
  expect((await read(id)).approvals).toEqual({
    needed: 2,
    twoPerson: true,
    inForce: true,
    why: 'two people approve an oracle',
    given: [{ approver: 'admin:ada', approvedAt: new Date(services.clock.now()) }],
  })
})

it('finds the same wallet in any case and the same mailbox in any spelling', async () => {
  const wallet = addressSchema.parse('0x00000000219ab540356cBB839Cbe05303d7705Fa')
  const first = await test.submit({ wallet, email: 'ada.love@gmail.com' })
  await rejectApplication(test.as('ada'), { applicationId: first.id, reason: 'no' })
  const second = await test.submit({ wallet, email: 'adalove+noderr@googlemail.com' })
  const third = await test.submit({ email: 'a.dalove@gmail.com' })
  const other = await test.submit({ email: 'ada.love@example.org' })
  const spelled = await test.submit({ email: 'adalove@example.org' })
  expect(await signal(second.id, 'same-wallet')).toMatchObject({
    severity: 'warning',
    text: `Another application has the same wallet: ${first.id} (rejected).`,
    applicationIds: [first.id],
  })
  expect(await signal(second.id, 'same-email')).toMatchObject({ applicationIds: [third.id, first.id] })
  // Elsewhere than at Gmail dots are part of the name.
  expect(await signal(other.id, 'same-email')).toBeUndefined()
  expect(await signal(spelled.id, 'same-wallet')).toBeUndefined()
})

it('warns of throw-away addresses', async () => {
  const { id } = await test.submit({ email: 'ada@mailinator.com' })
  expect(await signal(id, 'disposable-email')).toMatchObject({ severity: 'warning', state: 'read' })
  const { id: fine } = await test.submit()
  expect(await signal(fine, 'disposable-email')).toBeUndefined()
})

it('marks an application within the cooldown and leaves the decision to people', async () => {
  const rejected = await test.submit({ email: 'again@example.org' })
  await rejectApplication(test.as('ada'), { applicationId: rejected.id, reason: 'no' })
  services.clock.advance(89 * DAY_MS)
  const soon = await test.submit({ email: 'again+2@example.org' })
  const until = new Date(services.clock.now() + DAY_MS)
  expect(await read(soon.id)).toMatchObject({
    status: 'pending',
    cooldown: { applicationId: rejected.id, until },
  })
  expect(await signal(soon.id, 'cooldown')).toMatchObject({ applicationIds: [rejected.id] })
  services.clock.advance(DAY_MS)
  const later = await test.submit({ email: 'again@example.org' })
  expect(await read(later.id)).toMatchObject({ cooldown: undefined })
  expect(
    await approveApplication(test.as('ada'), { applicationId: soon.id }, createCredential),
  ).toMatchObject({ status: 'approved' })
})

it('counts the free seats of the tier, and queues for a full one', async () => {
  const seats = (cap: number) =>
    services.db
      .updateTable('system_config')
      .set({ value: String(cap) })
      .where('key', '=', 'max_guardians')
      .execute()
  const [first, second] = [await test.submit({ tier: 'guardian' }), await test.submit({ tier: 'guardian' })]
  await seats(3)
  expect(await signal(first.id, 'seats-left')).toMatchObject({
    severity: 'info',
    text: '3 of 3 guardian nodes are free.',
  })
  await seats(0)
  expect(await read(second.id)).toMatchObject({ waitingListPosition: 2 })
  expect(await signal(second.id, 'tier-full')).toMatchObject({
    severity: 'blocking',
    text: 'All 0 guardian nodes are taken; it is number 2 on the waiting list.',
  })
})

it('says of the chain that nobody has read it, and of a wallet that it has not signed', async () => {
  const { id } = await test.submit()
  for (const code of ['nft', 'stake', 'trust-fingerprint'] as const)
    expect(await signal(id, code)).toMatchObject({
      state: 'not-read',
      severity: 'info',
      text: expect.stringContaining('a later release'),
    })
  expect(await signal(id, 'wallet-not-proven')).toMatchObject({ severity: 'info' })
})

it('assigns to an admin and takes it back, without outdating what others read', async () => {
  const { id, version } = await test.submit()
  const ctx = test.as('eve', 'support')
  expect(await assignApplication(ctx, { applicationId: id, to: 'grace' })).toMatchObject({
    assignedTo: 'grace',
    version,
  })
  expect(await test.lastDetails(id)).toEqual({ before: null, after: 'grace' })
  expect(await assignApplication(ctx, { applicationId: id, to: null })).toMatchObject({
    assignedTo: undefined,
  })
  await expect(assignApplication(ctx, { applicationId: id, to: 'nobody' })).rejects.toThrow(
    UnknownAssigneeError,
  )
  expect(await test.audited(id)).toEqual([
    { actor: 'admin:eve', action: 'application.assigned' },
    { actor: 'admin:eve', action: 'application.assigned' },
  ])
})

it('notes without a word of the note in the audit log', async () => {
  const { id } = await test.submit()
  const note = await addNote(test.as('eve', 'support'), { applicationId: id, note: 'canary' })
  expect(await test.audited(id)).toEqual([{ actor: 'admin:eve', action: 'application.noted' }])
  expect(await test.lastDetails(id)).toEqual({ note: note.id })
})

it('refuses an actor without the right to read, to note or to assign', async () => {
  const { id: applicationId } = await test.submit()
  const anybody = services.as({ type: 'person', userId: 'u', email: undefined, wallet: undefined })
  await expect(getApplicationById(anybody, { applicationId })).rejects.toThrow(NotAllowedError)
  for (const ctx of [anybody, test.as('eve', 'viewer')]) {
    await expect(addNote(ctx, { applicationId, note: 'x' })).rejects.toThrow(NotAllowedError)
    await expect(assignApplication(ctx, { applicationId, to: null })).rejects.toThrow(NotAllowedError)
  }
})
