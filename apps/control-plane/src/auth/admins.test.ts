import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import type { Actor, AdminRole } from '../context/index.ts'
import { addAdmin, ensureAdmin, ensureOwner } from './add-admin.ts'
import { LastOwnerError } from './admin.ts'
import { AdminNotFoundError } from './get-admin.ts'
import { listAdmins } from './list-admins.ts'
import { NotAllowedError } from './permissions.ts'
import { removeAdmin } from './remove-admin.ts'
import { revokeAdminSessions } from './revoke-admin-sessions.ts'
import { setAdminRole } from './set-admin-role.ts'
import { AdminExistsError, countApprovers, findAdminByName } from './store.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
afterAll(() => services.close())

const cli: Actor = { type: 'cli', user: 'test' }
const admin = (role: AdminRole): Actor => ({ type: 'admin', name: 'eve', role })
const WALLET = '0x52908400098527886E0F7030069857D2E4169EE7'
const audited = async (name: string) =>
  (
    await services.db
      .selectFrom('audit_log')
      .select(['actor', 'action', 'details'])
      .where('subject', '=', `admin:${name}`)
      .orderBy('id')
      .execute()
  ).map(({ actor, action, details }) => [actor, action, details])

it('makes an owner when there is none, and no second one', async () => {
  const system = services.as({ type: 'system', job: 'supervisor' })
  const [first, again] = [await ensureOwner(system), await ensureOwner(system)]
  expect(first).toMatchObject({ name: 'owner', role: 'owner', createdBy: 'system:supervisor' })
  expect(again?.id).toBe(first?.id)
})

it('adds an admin once per name, address and wallet, and counts those who approve', async () => {
  const before = await countApprovers(services.db)
  const input = { name: 'ada', role: 'approver', email: 'Ada@Example.org', wallet: WALLET } as const
  const outcome = await addAdmin(services.as(cli), input)
  const added = await findAdminByName(services.db, 'ada')
  expect(outcome).toEqual({ state: 'applied', admin: added })
  expect(added).toMatchObject({ email: 'ada@example.org', wallet: WALLET, createdBy: 'cli:test' })
  expect(await countApprovers(services.db)).toBe(before + 1)
  expect(await audited('ada')).toEqual([['cli:test', 'admin.added', { id: added?.id, role: 'approver' }]])
  for (const clash of [
    { name: 'ada' },
    { name: 'b', email: 'ada@example.org' },
    { name: 'b', wallet: WALLET.toLowerCase() },
  ])
    await expect(addAdmin(services.as(cli), { ...clash, role: 'viewer' })).rejects.toThrow(AdminExistsError)
  expect(await ensureAdmin(services.as(cli), { name: 'ada', role: 'viewer' })).toEqual(outcome)
})

it('changes a role, and frees name, address and wallet of whom it removes', async () => {
  await setAdminRole(services.as(cli), { name: 'ada', role: 'support' })
  expect(await findAdminByName(services.db, 'ada')).toMatchObject({ role: 'support' })
  await removeAdmin(services.as(admin('owner')), { name: 'ada' })
  expect(await findAdminByName(services.db, 'ada')).toBeUndefined()
  await expect(removeAdmin(services.as(cli), { name: 'ada' })).rejects.toThrow(AdminNotFoundError)
  await addAdmin(services.as(cli), { name: 'ada', role: 'viewer', email: 'ada@example.org', wallet: WALLET })
  expect((await audited('ada')).map(([actor, action]) => [actor, action])).toEqual([
    ['cli:test', 'admin.added'],
    ['cli:test', 'admin.role-changed'],
    ['cli:test', 'admin.changed-by-one'],
    ['admin:eve', 'admin.removed'],
    ['cli:test', 'admin.added'],
  ])
})

it('leaves an owner, even when two owners remove each other at once', async () => {
  const last = { name: 'owner' }
  await expect(removeAdmin(services.as(cli), last)).rejects.toThrow(LastOwnerError)
  await expect(setAdminRole(services.as(cli), { ...last, role: 'viewer' })).rejects.toThrow(LastOwnerError)
  await addAdmin(services.as(cli), { name: 'second', role: 'owner' })
  const both = await Promise.allSettled(
    ['owner', 'second'].map((name) => removeAdmin(services.as(cli), { name })),
  )
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

it('refuses an actor without the right, an owner alone has it', async () => {
  const before = await listAdmins(services.as(admin('viewer')))
  const actors: Actor[] = [
    { type: 'anonymous' },
    { type: 'person', userId: 'x', email: 'ada@example.org', wallet: undefined },
    ...(['viewer', 'reviewer', 'approver', 'support'] as const).map(admin),
  ]
  for (const actor of actors) {
    const ctx = services.as(actor)
    for (const refused of [
      addAdmin(ctx, { name: 'x', role: 'owner' }),
      ensureAdmin(ctx, { name: 'ada', role: 'owner' }),
      setAdminRole(ctx, { name: 'ada', role: 'owner' }),
      removeAdmin(ctx, { name: 'ada' }),
      revokeAdminSessions(ctx, { name: 'ada' }),
    ])
      await expect(refused).rejects.toThrow(NotAllowedError)
  }
  await expect(listAdmins(services.as({ type: 'anonymous' }))).rejects.toThrow(NotAllowedError)
  expect(await listAdmins(services.as(admin('viewer')))).toEqual(before)
})
