import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Reviewing, reviewing } from '../../test/reviewing.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { removeAdmin, setAdminRole } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { createCredential } from '../credentials/index.ts'
import { AlreadyDecidedError, ChangedSinceReadError } from './application.ts'
import { ApprovedBySameError } from './approval.ts'
import { approveApplication, OperatorExistsError, TierFullError } from './approve-application.ts'
import { correctApplication } from './correct-application.ts'
import { getApplication } from './store.ts'

let services: TestServices
let test: Reviewing
beforeAll(async () => {
  services = await startTestServices()
  test = reviewing(services)
})
beforeEach(async () => {
  await services.db.deleteFrom('admins').execute()
  await setCap('max_oracles', 50)
})
afterAll(() => services.close())

const approve = (ctx: Context, applicationId: number, seen: object = {}) =>
  approveApplication(ctx, { applicationId, ...seen }, createCredential)

async function setCap(key: string, cap: number): Promise<void> {
  await services.db
    .updateTable('system_config')
    .set({ value: String(cap) })
    .where('key', '=', key)
    .execute()
}

async function credentials(applicationId: number): Promise<number> {
  const rows = await services.db
    .selectFrom('operator_credentials')
    .select('id')
    .where('application_id', '=', applicationId)
    .execute()
  return rows.length
}

it.each(['guardian', 'oracle'] as const)('takes two people to approve a %s', async (tier) => {
  await test.appoint('ada', 'grace')
  const { id } = await test.submit({ tier })
  const first = await approve(test.as('ada'), id)
  expect(first).toMatchObject({ status: 'pending', approvals: { given: 1, needed: 2 } })
  expect(await credentials(id)).toBe(0)
  await expect(approve(test.as('ada'), id)).rejects.toThrow(ApprovedBySameError)
  const second = await approve(test.as('grace'), id)
  expect(second).toMatchObject({
    status: 'approved',
    reviewedBy: 'admin:grace',
    approvals: { given: 2, needed: 2 },
  })
  expect(await credentials(id)).toBe(1)
  expect(await test.audited(id)).toEqual([
    { actor: 'admin:ada', action: 'application.approval-given' },
    { actor: 'admin:grace', action: 'application.approved' },
  ])
})

it('takes one person for a validator, and for an oracle until there are two approvers', async () => {
  const alone = await test.submit({ tier: 'oracle' })
  expect(await approve(test.as('ada'), alone.id)).toMatchObject({
    status: 'approved',
    approvals: { given: 1, needed: 1 },
  })
  await test.appoint('ada', 'grace')
  const validator = await test.submit()
  expect(await approve(test.as('ada'), validator.id)).toMatchObject({ status: 'approved' })
})

it('counts the command line as one person', async () => {
  await test.appoint('ada', 'grace')
  const { id } = await test.submit({ tier: 'oracle' })
  const cli = services.as({ type: 'cli', user: 'root' })
  await approve(cli, id)
  await expect(approve(cli, id)).rejects.toThrow(ApprovedBySameError)
  expect(await approve(test.as('ada'), id)).toMatchObject({ status: 'approved' })
})

it('voids by a correction what was approved before', async () => {
  await test.appoint('ada', 'grace')
  const { id } = await test.submit({ tier: 'guardian' })
  await approve(test.as('ada'), id)
  await correctApplication(test.as('grace'), { applicationId: id, tier: 'oracle', reason: 'asked for' })
  expect(await approve(test.as('grace'), id)).toMatchObject({
    status: 'pending',
    approvals: { given: 1, needed: 2 },
  })
  expect(await approve(test.as('ada'), id)).toMatchObject({ status: 'approved', tier: 'oracle' })
})

it('lets the database refuse a second approval of the same person', async () => {
  const { id, digest } = await test.submit()
  const row = { application_id: id, digest, approver: 'admin:ada', approved_at: new Date(0) }
  await services.db.insertInto('application_approvals').values(row).execute()
  await expect(services.db.insertInto('application_approvals').values(row).execute()).rejects.toThrow(
    /application_approvals_distinct/,
  )
})

it('lets one of two approvers at the same time be the second', async () => {
  await test.appoint('ada', 'grace', 'mary')
  const { id } = await test.submit({ tier: 'oracle' })
  const said = await Promise.all(
    ['ada', 'grace'].map((name) => approve(test.as(name), id).then(({ status }) => status)),
  )
  expect(said.sort()).toEqual(['approved', 'pending'])
  expect(await credentials(id)).toBe(1)
  await expect(approve(test.as('mary'), id)).rejects.toThrow(AlreadyDecidedError)
})

it('gives the last seat of a tier to one of two approvals at the same time, and frees it by a revocation', async () => {
  const taken = await services.db
    .selectFrom('operator_credentials')
    .select('id')
    .where('tier', '=', 'oracle')
    .execute()
  await setCap('max_oracles', taken.length + 1)
  const rivals = [await test.submit({ tier: 'oracle' }), await test.submit({ tier: 'oracle' })]
  const outcomes = await Promise.allSettled(rivals.map(({ id }) => approve(test.as('ada'), id)))
  const [refused] = outcomes.filter((outcome) => outcome.status === 'rejected')
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(refused?.reason).toBeInstanceOf(TierFullError)
  await services.db
    .updateTable('operator_credentials')
    .set({ revoked: true, revoked_at: new Date(0), revoked_reason: 'left' })
    .where('tier', '=', 'oracle')
    .execute()
  const loser = rivals[outcomes.findIndex(({ status }) => status === 'rejected')]
  expect(await approve(test.as('ada'), loser?.id ?? 0)).toMatchObject({ status: 'approved' })
})

it('refuses a decision on a version or a digest that is gone', async () => {
  const seen = await test.submit()
  const now = await correctApplication(test.as('grace'), {
    applicationId: seen.id,
    name: 'Ada',
    reason: 'typo',
  })
  for (const old of [{ version: seen.version }, { digest: seen.digest }])
    await expect(approve(test.as('ada'), seen.id, old)).rejects.toThrow(ChangedSinceReadError)
  expect((await getApplication(services.db, seen.id)).status).toBe('pending')
  await approve(test.as('ada'), seen.id, { version: now.version, digest: now.digest })
})

it('does not count the yes of an approver who was removed, nor of one who approves no more', async () => {
  const cli = services.as({ type: 'cli', user: 'root' })
  await test.appoint('ada', 'grace', 'mary')
  const { id } = await test.submit({ tier: 'oracle' })
  await approve(test.as('ada'), id)
  await removeAdmin(cli, { name: 'ada' })
  services.clock.advance(1)
  await test.appoint('ada')
  expect(await approve(test.as('grace'), id)).toMatchObject({ status: 'pending', approvals: { given: 1 } })
  await setAdminRole(cli, { name: 'grace', role: 'viewer' })
  expect(await approve(test.as('mary'), id)).toMatchObject({ status: 'pending', approvals: { given: 1 } })
  await setAdminRole(cli, { name: 'grace', role: 'approver' })
  expect(await approve(test.as('ada'), id)).toMatchObject({ status: 'approved' })
})

it('refuses a wallet that holds another operator’s nodes by a change of wallets', async () => {
  const [moved, next] = [await test.submit(), await test.submit()]
  await approve(test.as('ada'), moved.id)
  await services.db
    .updateTable('operator_credentials')
    .set({ operator_address: String(next.wallet) })
    .where('application_id', '=', moved.id)
    .execute()
  await expect(approve(test.as('ada'), next.id)).rejects.toThrow(OperatorExistsError)
})
