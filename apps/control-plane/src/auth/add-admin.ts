import { z } from 'zod'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Admin, adminEmailSchema, adminNameSchema, adminRoleSchema, adminWalletSchema } from './admin.ts'
import type { AdminOutcome, WantedAdminChange } from './admin-change.ts'
import { applyAdminChange } from './apply-admin-change.ts'
import { changeAdmin } from './change-admin.ts'
import { requirePermission } from './permissions.ts'
import { lockAdmins } from './store.ts'

export const addAdminSchema = z.object({
  name: adminNameSchema,
  role: adminRoleSchema,
  email: adminEmailSchema.optional(),
  wallet: adminWalletSchema.optional(),
})
export type AddAdminInput = z.input<typeof addAdminSchema>

/**
 * Lets somebody run the network: by the wallet or the e-mail address given, or by a login link made for the name. Who
 * shall approve is put forward for a second person, once two approve.
 *
 * @throws {@link NotAllowedError}, {@link AdminExistsError}, {@link AdminChangeOpenError}.
 */
export async function addAdmin(ctx: Context, input: AddAdminInput): Promise<AdminOutcome> {
  requirePermission(ctx, 'admins.write')
  const wanted = parseInput(addAdminSchema, input)
  return inTransaction(ctx.db, async (tx) => changeAdmin(tx, ctx, toChange(wanted), await lockAdmins(tx)))
}

/** The same, unless an admin of the name is there already: then that one is left as it is. */
export async function ensureAdmin(ctx: Context, input: AddAdminInput): Promise<AdminOutcome> {
  requirePermission(ctx, 'admins.write')
  const wanted = parseInput(addAdminSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const admin = live.find(({ name }) => name === wanted.name)
    return admin ? { state: 'applied', admin } : changeAdmin(tx, ctx, toChange(wanted), live)
  })
}

/**
 * Makes `owner`, the account of whoever started the control plane, when the network has no owner.
 *
 * @returns The account; undefined when its people have removed it and others own the network.
 */
export async function ensureOwner(ctx: Context): Promise<Admin | undefined> {
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const owners = live.filter(({ role }) => role === 'owner')
    if (owners.length > 0) return owners.find(({ name }) => name === 'owner')
    const wanted = toChange({ name: 'owner', role: 'owner' })
    return applyAdminChange(tx, ctx, { ...wanted, proposedBy: describeActor(ctx.actor) }, live)
  })
}

function toChange({ name, role, email, wallet }: z.output<typeof addAdminSchema>): WantedAdminChange {
  return { admin: name, before: undefined, after: role, email, wallet }
}
