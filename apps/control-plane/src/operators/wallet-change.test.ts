import { type WalletChange, walletChangeDigest } from '@noderr/protocol'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { enrolTestNode } from '../../test/enrolled-node.ts'
import { enrolBody, sessionRequest, signDigest, testAccount } from '../../test/operator.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { NotAllowedError } from '../auth/index.ts'
import { getOperatorCredentials } from '../credentials/index.ts'
import { authenticateSession } from '../nodes/authenticate-session.ts'
import { enrollNode } from '../nodes/enroll-node.ts'
import { openSession } from '../nodes/open-session.ts'
import { answerWalletChange, getWalletChange, WalletAnswerNotGenuineError } from './answer-wallet-change.ts'
import { applyWalletChanges } from './apply-wallet-changes.ts'
import { cancelWalletChange } from './cancel-wallet-change.ts'
import { WalletChangeOverError } from './change.ts'
import { confirmWalletChange, SamePersonError } from './confirm-wallet-change.ts'
import { proposeWalletChange, WalletChangeOpenError, WalletTakenError } from './propose-wallet-change.ts'

const DAY_MS = 86_400_000
let services: TestServices
let names = 0

beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const now = () => services.clock.now()
const admin = (name: string, role: 'approver' | 'support' = 'approver') => ({
  ...services,
  ...services.as({ type: 'admin', name, role }),
})
const anonymous = () => ({ ...services, actor: { type: 'anonymous' } as const })

/** An operator with an enrolled node, and the wallet that is to take over. */
async function lost() {
  const node = await enrolTestNode(services, `lost operator ${names}`, 'micro')
  const next = testAccount(`found wallet ${names++}`)
  const { applicationId } = node.credential
  const proposal = { applicationId, newWallet: next.address, reason: 'seed phrase lost; seen on video' }
  return { node, next, applicationId, proposal }
}

async function answer(
  change: { readonly changeId: WalletChange['changeId'] },
  said: WalletChange['answer'],
  signer: ReturnType<typeof testAccount>,
) {
  const view = await getWalletChange(anonymous(), change)
  const { origin, changeId, formerWallet, newWallet } = view
  const word: WalletChange = { origin, changeId, formerWallet, newWallet, answer: said }
  const signature = await signDigest(signer, walletChangeDigest(view, word))
  return answerWalletChange(anonymous(), { changeId, answer: said, signature })
}

const operatorOf = async (applicationId: number) =>
  (await getOperatorCredentials(admin('ada'), { applicationId }))[0]?.operator

it('moves credentials and nodes after two people, the new wallet and seven days, and ends the former keys', async () => {
  const { node, next, applicationId, proposal } = await lost()
  const { token } = await openSession(node.ctx, await sessionRequest({ ...node, now: now() }))
  const change = await proposeWalletChange(admin('ada'), proposal)
  await answer(change, 'accept', next)
  const { effectiveAt } = await confirmWalletChange(admin('grace'), change)
  expect(effectiveAt?.getTime()).toBe(now() + 7 * DAY_MS)
  services.clock.advance(7 * DAY_MS - 1)
  await applyWalletChanges(services)
  expect(await operatorOf(applicationId)).toBe(node.wallet.address)
  services.clock.advance(1)
  await applyWalletChanges(services)
  await applyWalletChanges(services)
  expect(await operatorOf(applicationId)).toBe(next.address)
  await expect(authenticateSession(services, `Session ${token}`)).rejects.toMatchObject({
    code: 'session.refused',
  })

  const holder = { ...node.holder, operator: next.address }
  const byFormer = await enrolBody({ ...node, hotKey: testAccount(`late key ${names}`), now: now() })
  await expect(enrollNode(node.ctx, node.holder, byFormer)).rejects.toMatchObject({
    code: 'enrolment.other-wallet',
  })
  const moved = { ...node, wallet: next, hotKey: testAccount(`moved key ${names}`) }
  await enrollNode(node.ctx, holder, await enrolBody({ ...moved, now: now() }))
  const mails = await services.db
    .selectFrom('operator_notifications')
    .select('subject')
    .where('application_id', '=', applicationId)
    .where('notification_type', '=', 'wallet_change')
    .execute()
  expect(mails).toHaveLength(3)
  const actions = await services.db
    .selectFrom('audit_log')
    .select(['actor', 'action'])
    .where('subject', '=', `application:${applicationId}`)
    .where('action', 'like', 'wallet-change.%')
    .orderBy('id')
    .execute()
  expect(actions.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
    'admin:ada wallet-change.proposed',
    `operator:${next.address} wallet-change.accepted`,
    'admin:grace wallet-change.confirmed',
    'system:operators.apply-wallet-changes wallet-change.applied',
  ])
})

it.each([
  [
    'the second person',
    async (
      _: WalletChange['changeId'],
      next: ReturnType<typeof testAccount>,
      change: { changeId: WalletChange['changeId'] },
    ) => void (await answer(change, 'accept', next)),
  ],
  [
    'the new wallet',
    async (_: WalletChange['changeId'], __: unknown, change: { changeId: WalletChange['changeId'] }) =>
      void (await confirmWalletChange(admin('grace'), change)),
  ],
])('moves nothing without %s, however long it waits', async (_title, half) => {
  const { node, next, applicationId, proposal } = await lost()
  const change = await proposeWalletChange(admin('ada'), proposal)
  await half(change.changeId, next, change)
  services.clock.advance(60 * DAY_MS)
  await applyWalletChanges(services)
  expect(await operatorOf(applicationId)).toBe(node.wallet.address)
})

it('lets the former wallet, and any approver, end it within the notice', async () => {
  const first = await lost()
  const objected = await proposeWalletChange(admin('ada'), first.proposal)
  await answer(objected, 'accept', first.next)
  await confirmWalletChange(admin('grace'), objected)
  expect((await answer(objected, 'refuse', first.node.wallet)).cancelledAt).toBe(now())
  await expect(answer(objected, 'accept', first.next)).rejects.toThrow(WalletChangeOverError)
  const again = await proposeWalletChange(admin('ada'), first.proposal)
  await cancelWalletChange(admin('eve'), { changeId: again.changeId, reason: 'the operator denies it' })
  services.clock.advance(8 * DAY_MS)
  await applyWalletChanges(services)
  expect(await operatorOf(first.applicationId)).toBe(first.node.wallet.address)
})

it('takes two different people, which the database insists on as well', async () => {
  const { proposal } = await lost()
  const change = await proposeWalletChange(admin('ada'), proposal)
  await expect(confirmWalletChange(admin('ada'), change)).rejects.toThrow(SamePersonError)
  const forced = services.db
    .updateTable('wallet_changes')
    .set({
      confirmed_by: 'admin:ada',
      confirmed_at: new Date(now()),
      effective_at: new Date(now() + 7 * DAY_MS),
    })
    .where('change_id', '=', change.changeId)
    .execute()
  await expect(forced).rejects.toThrow(pg.DatabaseError)
})

it('refuses an actor without the role, a second change and a wallet that is taken', async () => {
  const { proposal } = await lost()
  const other = await lost()
  await expect(proposeWalletChange(admin('sue', 'support'), proposal)).rejects.toThrow(NotAllowedError)
  const taken = { ...proposal, newWallet: other.node.wallet.address }
  await expect(proposeWalletChange(admin('ada'), taken)).rejects.toThrow(WalletTakenError)
  const change = await proposeWalletChange(admin('ada'), proposal)
  await expect(proposeWalletChange(admin('ada'), proposal)).rejects.toThrow(WalletChangeOpenError)
  await expect(confirmWalletChange(admin('sue', 'support'), change)).rejects.toThrow(NotAllowedError)
  const cancel = { changeId: change.changeId, reason: 'because' }
  await expect(cancelWalletChange(admin('sue', 'support'), cancel)).rejects.toThrow(NotAllowedError)
})

it('believes each wallet its own answer alone', async () => {
  const { node, next, proposal } = await lost()
  const change = await proposeWalletChange(admin('ada'), proposal)
  for (const [said, signer] of [
    ['accept', node.wallet],
    ['refuse', next],
    ['accept', testAccount('stranger')],
  ] as const)
    await expect(answer(change, said, signer)).rejects.toThrow(WalletAnswerNotGenuineError)
})
