import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { signIn } from '../../test/sign-in.ts'
import type { Actor, AdminRole } from '../context/index.ts'
import { addAdmin } from './add-admin.ts'
import { LastOwnerError } from './admin.ts'
import { type AdminOutcome, SecondAdminNeededError } from './admin-change.ts'
import { AdminChangeOpenError } from './change-admin.ts'
import { AdminChangeGoneError, confirmAdminChange, dropAdminChange } from './decide-admin-change.ts'
import { AdminSuspendedError, getActingAdmin } from './get-admin.ts'
import { listAdminChanges } from './list-admin-changes.ts'
import { NotAllowedError } from './permissions.ts'
import { removeAdmin } from './remove-admin.ts'
import { findSignedIn } from './session-store.ts'
import { setAdminRole } from './set-admin-role.ts'
import { AdminExistsError, countApprovers, findAdminByName } from './store.ts'

let services: TestServices
beforeAll(async () => {
  services = await startTestServices()
})
beforeEach(async () => {
  await services.db.deleteFrom('admins').execute()
  const left = await listAdminChanges(as('olga'))
  for (const { id } of left)
    await services.db
      .updateTable('admin_changes')
      .set({ dropped_by: 'test', dropped_at: new Date(0) })
      .where('id', '=', id)
      .execute()
})
afterAll(() => services.close())

const as = (name: string, role: AdminRole = 'owner') =>
  services.as({ type: 'admin', name, role } satisfies Actor)
const cli = () => services.as({ type: 'cli', user: 'root' })

/** One owner and two approvers. */
async function appoint(): Promise<void> {
  await addAdmin(cli(), { name: 'olga', role: 'owner' })
  await addAdmin(cli(), { name: 'ada', role: 'approver' })
  await addAdmin(cli(), { name: 'grace', role: 'approver' })
}

function proposed(outcome: AdminOutcome): number {
  if (outcome.state !== 'proposed') throw new Error('it was done at once')
  return outcome.change.id
}

async function lastAudit() {
  return services.db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'subject', 'details'])
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

it('lets one owner add approvers until two approve', async () => {
  await addAdmin(cli(), { name: 'olga', role: 'owner' })
  expect(await addAdmin(as('olga'), { name: 'ada', role: 'approver' })).toMatchObject({ state: 'applied' })
  expect(await addAdmin(as('olga'), { name: 'grace', role: 'approver' })).toMatchObject({ state: 'proposed' })
  expect(await countApprovers(services.db)).toBe(2)
})

it('adds an approver when an approver has confirmed what the owner proposed, and nobody else', async () => {
  await appoint()
  const wanted = { name: 'mary', role: 'approver', email: 'Mary@Example.org' } as const
  const change = proposed(await addAdmin(as('olga'), wanted))
  const details = { change, before: null, after: 'approver' }
  expect(await lastAudit()).toEqual({
    actor: 'admin:olga',
    action: 'admin.change-proposed',
    subject: 'admin:mary',
    details,
  })
  expect(await findAdminByName(services.db, 'mary')).toBeUndefined()
  await expect(confirmAdminChange(as('olga'), { change })).rejects.toThrow(SecondAdminNeededError)
  await confirmAdminChange(as('ada', 'approver'), { change })
  const mary = await findAdminByName(services.db, 'mary')
  expect(mary).toMatchObject({ role: 'approver', email: 'mary@example.org', createdBy: 'admin:olga' })
  expect(await lastAudit()).toEqual({
    actor: 'admin:ada',
    action: 'admin.added',
    subject: 'admin:mary',
    details: { id: mary?.id, role: 'approver', change, proposedBy: 'admin:olga' },
  })
  await expect(confirmAdminChange(as('grace'), { change })).rejects.toThrow(AdminChangeGoneError)
})

it.each(['viewer', 'owner'] as const)('takes two to make an approver a %s', async (role) => {
  await appoint()
  const change = proposed(await setAdminRole(as('olga'), { name: 'ada', role }))
  expect(await findAdminByName(services.db, 'ada')).toMatchObject({ role: 'approver', isSuspended: false })
  await confirmAdminChange(as('grace', 'approver'), { change })
  expect(await findAdminByName(services.db, 'ada')).toMatchObject({ role })
  expect(await lastAudit()).toMatchObject({
    actor: 'admin:grace',
    action: 'admin.role-changed',
    details: { before: 'approver', after: role, change, proposedBy: 'admin:olga' },
  })
})

it('takes two to make a viewer an approver; the roles that do not approve stay one owner’s', async () => {
  await appoint()
  await addAdmin(as('olga'), { name: 'vera', role: 'viewer' })
  expect(await setAdminRole(as('olga'), { name: 'vera', role: 'support' })).toMatchObject({
    state: 'applied',
  })
  const change = proposed(await setAdminRole(as('olga'), { name: 'vera', role: 'approver' }))
  for (const other of [
    setAdminRole(as('olga'), { name: 'vera', role: 'viewer' }),
    removeAdmin(cli(), { name: 'vera' }),
  ])
    await expect(other).rejects.toThrow(AdminChangeOpenError)
  await dropAdminChange(as('olga'), { change })
  expect(await removeAdmin(as('olga'), { name: 'vera' })).toMatchObject({ state: 'applied' })
})

it('shuts out whoever is to be removed at once, and counts them until another person agrees', async () => {
  await appoint()
  const { value } = await signIn(services, { name: 'ada', role: 'approver' })
  const token = decodeURIComponent(value).split('.')[0] ?? ''
  const now = new Date(services.clock.now())
  expect(await findSignedIn(services.db, token, now)).toMatchObject({ actor: { name: 'ada' } })
  const change = proposed(await removeAdmin(as('olga'), { name: 'ada' }))
  expect(await findSignedIn(services.db, token, now)).toBeUndefined()
  await expect(signIn(services, { name: 'ada', role: 'approver' })).rejects.toThrow()
  await expect(getActingAdmin(services.db, 'ada')).rejects.toThrow(AdminSuspendedError)
  expect(await countApprovers(services.db)).toBe(3)

  await dropAdminChange(as('grace', 'approver'), { change })
  expect(await lastAudit()).toEqual({
    actor: 'admin:grace',
    action: 'admin.change-dropped',
    subject: 'admin:ada',
    details: { change, before: 'approver', after: null, proposedBy: 'admin:olga' },
  })
  await signIn(services, { name: 'ada', role: 'approver' })

  const again = proposed(await removeAdmin(as('olga'), { name: 'ada' }))
  await confirmAdminChange(as('grace', 'approver'), { change: again })
  expect(await findAdminByName(services.db, 'ada')).toBeUndefined()
  expect(await lastAudit()).toMatchObject({ actor: 'admin:grace', action: 'admin.removed' })
})

it('does not let one owner end the rule by suspending everybody else', async () => {
  await appoint()
  await addAdmin(cli(), { name: 'rob', role: 'owner' })
  for (const name of ['ada', 'grace', 'rob']) proposed(await removeAdmin(as('olga'), { name }))
  expect(await addAdmin(as('olga'), { name: 'own', role: 'approver' })).toMatchObject({ state: 'proposed' })
  await expect(removeAdmin(as('olga'), { name: 'olga' })).rejects.toThrow(LastOwnerError)
})

it('refuses to propose a name or an address that is taken', async () => {
  await appoint()
  await addAdmin(cli(), { name: 'vera', role: 'viewer', email: 'vera@example.org' })
  for (const wanted of [{ name: 'vera' }, { name: 'other', email: 'vera@example.org' }])
    await expect(addAdmin(as('olga'), { ...wanted, role: 'owner' })).rejects.toThrow(AdminExistsError)
})

it('lets the database refuse a change that one person proposed and confirmed', async () => {
  await appoint()
  const id = proposed(await addAdmin(as('olga'), { name: 'mary', role: 'approver' }))
  const set = (values: object) =>
    services.db.updateTable('admin_changes').set(values).where('id', '=', id).execute()
  const applied_at = new Date(0)
  await expect(set({ confirmed_by: 'admin:olga', applied_at })).rejects.toThrow(/two_people_change_an_admin/)
  await expect(set({ applied_at })).rejects.toThrow(/applied_when_confirmed/)
})

it('needs nobody else at the command line, and the log says so', async () => {
  await appoint()
  expect(await addAdmin(cli(), { name: 'mary', role: 'approver' })).toMatchObject({ state: 'applied' })
  expect(await lastAudit()).toEqual({
    actor: 'cli:root',
    action: 'admin.changed-by-one',
    subject: 'admin:mary',
    details: { before: null, after: 'approver' },
  })
})

it('refuses an actor without the right to confirm, drop or read', async () => {
  await appoint()
  const change = proposed(await addAdmin(as('olga'), { name: 'mary', role: 'approver' }))
  for (const role of ['viewer', 'reviewer', 'support'] as const)
    for (const decide of [confirmAdminChange, dropAdminChange])
      await expect(decide(as('eve', role), { change })).rejects.toThrow(NotAllowedError)
  await expect(listAdminChanges(services.as({ type: 'anonymous' }))).rejects.toThrow(NotAllowedError)
  expect(await listAdminChanges(as('eve', 'viewer'))).toMatchObject([{ id: change, admin: 'mary' }])
})
