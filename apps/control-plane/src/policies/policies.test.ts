import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { addAdmin, NotAllowedError } from '../auth/index.ts'
import type { Actor, AdminRole } from '../context/index.ts'
import { confirmConfig, dropConfig, ProposalGoneError } from './decide-config.ts'
import { listConfig } from './list-config.ts'
import { PolicyUnfitError, SecondPersonNeededError, UnknownPolicyError } from './policy.ts'
import { ProposalOpenError, setConfig } from './set-config.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
beforeEach(async () => {
  await services.db.deleteFrom('admins').execute()
})
afterAll(() => services.close())

const admin = (name: string, role: AdminRole = 'owner') =>
  services.as({ type: 'admin', name, role } satisfies Actor)

async function twoApprovers(): Promise<void> {
  for (const name of ['ada', 'grace'])
    await addAdmin(services.as({ type: 'cli', user: 'root' }), { name, role: 'owner' })
}

async function policy(key: string): Promise<unknown> {
  return (await listConfig(admin('ada', 'viewer'))).find((one) => one.key === key)?.value
}

async function lastAudit() {
  return services.db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'subject', 'details'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

it('changes a policy at once in a network of one, and keeps before, after and why', async () => {
  const change = await setConfig(admin('ada'), { key: 'max_oracles', value: 60, why: 'as voted' })
  expect(change.state).toBe('applied')
  expect(await policy('max_oracles')).toBe(60)
  expect(await lastAudit()).toEqual({
    actor: 'admin:ada',
    action: 'config.changed',
    subject: 'config:max_oracles',
    details: { change: change.id, before: 50, after: 60, why: 'as voted' },
  })
})

it('takes two people once there are two approvers', async () => {
  await twoApprovers()
  const change = await setConfig(admin('ada'), { key: 'two_person_tiers', value: ['oracle'], why: 'test' })
  expect(change.state).toBe('proposed')
  expect(await policy('two_person_tiers')).toEqual(['guardian', 'oracle'])
  expect(await lastAudit()).toMatchObject({ actor: 'admin:ada', action: 'config.proposed' })
  await expect(confirmConfig(admin('ada'), { change: change.id })).rejects.toThrow(SecondPersonNeededError)
  await confirmConfig(admin('grace', 'approver'), { change: change.id })
  expect(await policy('two_person_tiers')).toEqual(['oracle'])
  expect(await lastAudit()).toMatchObject({
    actor: 'admin:grace',
    action: 'config.changed',
    details: { before: ['guardian', 'oracle'], after: ['oracle'], why: 'test', proposedBy: 'admin:ada' },
  })
  await expect(confirmConfig(admin('grace'), { change: change.id })).rejects.toThrow(ProposalGoneError)
})

it('lets the database refuse a change that one person proposed and confirmed', async () => {
  await twoApprovers()
  const { id } = await setConfig(admin('ada'), { key: 'max_guardians', value: 7, why: 'test' })
  const alone = services.db
    .updateTable('config_changes')
    .set({ confirmed_by: 'admin:ada', applied_at: new Date(0) })
    .where('id', '=', id)
  await expect(alone.execute()).rejects.toThrow(/two_people_change_a_policy/)
  const nobody = services.db
    .updateTable('config_changes')
    .set({ applied_at: new Date(0) })
    .where('id', '=', id)
  await expect(nobody.execute()).rejects.toThrow(/applied_when_confirmed/)
})

it('has one open change of a policy, which may be dropped', async () => {
  await twoApprovers()
  const { id } = await setConfig(admin('ada'), { key: 'max_validators', value: 7, why: 'test' })
  await expect(setConfig(admin('grace'), { key: 'max_validators', value: 8, why: 'test' })).rejects.toThrow(
    ProposalOpenError,
  )
  await dropConfig(admin('grace', 'approver'), { change: id })
  expect(await lastAudit()).toMatchObject({ actor: 'admin:grace', action: 'config.dropped' })
  await expect(confirmConfig(admin('grace'), { change: id })).rejects.toThrow(ProposalGoneError)
  expect(await policy('max_validators')).toBe(1000)
})

it.each([
  ['max_oracles', -1],
  ['max_oracles', 1.5],
  ['max_oracles', '60'],
  ['two_person_tiers', ['emperor']],
  ['review_business_days', 0],
])('refuses %s the value %j', async (key, value) => {
  await expect(setConfig(admin('ada'), { key, value, why: 'test' })).rejects.toThrow(PolicyUnfitError)
})

it.each(['typeform_field_map', 'constructor', ''])(
  "refuses the key '%s', which is no policy",
  async (key) => {
    await expect(setConfig(admin('ada'), { key, value: 1, why: 'test' })).rejects.toThrow(UnknownPolicyError)
  },
)

it('refuses an actor without the right to set, confirm, drop or read', async () => {
  const anybody = services.as({ type: 'anonymous' })
  const input = { key: 'max_oracles', value: 1, why: 'test' }
  await expect(setConfig(admin('eve', 'approver'), input)).rejects.toThrow(NotAllowedError)
  await expect(confirmConfig(admin('eve', 'support'), { change: 1 })).rejects.toThrow(NotAllowedError)
  await expect(dropConfig(admin('eve', 'reviewer'), { change: 1 })).rejects.toThrow(NotAllowedError)
  await expect(listConfig(anybody)).rejects.toThrow(NotAllowedError)
})
