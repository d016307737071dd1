import { audit } from '../audit/index.ts'
import type { Context } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { type Admin, requireAnotherOwner } from './admin.ts'
import type { AdminChange, WantedAdminChange } from './admin-change.ts'
import { getLiveAdmin } from './get-admin.ts'
import { deleteSessions } from './session-store.ts'
import { insertAdmin, markAdminRemoved, updateAdminRole } from './store.ts'

/** What one person may do alone, or what two have agreed on: then `id` is its number. */
type Change = WantedAdminChange & Pick<AdminChange, 'proposedBy'> & Partial<Pick<AdminChange, 'id'>>
type Details = Readonly<Record<string, string | number>>

/** Adds, removes or gives another role, and audits it. @param live - The admins, locked. */
export async function applyAdminChange(
  tx: Tx,
  ctx: Context,
  change: Change,
  live: readonly Admin[],
): Promise<Admin> {
  const { admin: name, before, after, id, proposedBy } = change
  const agreed: Details = id === undefined ? {} : { change: id, proposedBy }
  const write = (action: string, details: Details) =>
    audit(tx, ctx, { action, subject: `admin:${name}`, details: { ...details, ...agreed } })
  const at = new Date(ctx.clock.now())
  if (before === undefined && after !== undefined) {
    const { email, wallet } = change
    const added = await insertAdmin(tx, {
      name,
      role: after,
      email,
      wallet,
      createdAt: at,
      createdBy: proposedBy,
    })
    await write('admin.added', { id: added.id, role: after })
    return added
  }
  const admin = getLiveAdmin(live, name)
  requireAnotherOwner(admin, live)
  if (after === undefined) {
    await markAdminRemoved(tx, admin.id, at)
    if (admin.userId) await deleteSessions(tx, { userId: admin.userId })
    await write('admin.removed', { id: admin.id })
    return admin
  }
  await updateAdminRole(tx, admin.id, after)
  await write('admin.role-changed', { before: admin.role, after })
  return { ...admin, role: after }
}
