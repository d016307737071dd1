import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Admin, adminEmailSchema, adminNameSchema, adminRoleSchema, adminWalletSchema } from './admin.ts'
import { requirePermission } from './permissions.ts'
import { findAdminByName, insertAdmin, lockAdmins } from './store.ts'

export const addAdminSchema = z.object({
  name: adminNameSchema,
  role: adminRoleSchema,
  email: adminEmailSchema.optional(),
  wallet: adminWalletSchema.optional(),
})
export type AddAdminInput = z.input<typeof addAdminSchema>

/**
 * Lets somebody run the network: by the wallet or the e-mail address given, or by a login link made for the name.
 *
 * @throws {@link NotAllowedError}, {@link AdminExistsError}.
 */
export async function addAdmin(ctx: Context, input: AddAdminInput): Promise<Admin> {
  requirePermission(ctx, 'admins.write')
  const wanted = parseInput(addAdminSchema, input)
  return inTransaction(ctx.db, (tx) => add(tx, ctx, wanted))
}

/** The same, unless an admin of the name is there already: then that one is left as it is. */
export async function ensureAdmin(ctx: Context, input: AddAdminInput): Promise<Admin> {
  requirePermission(ctx, 'admins.write')
  const wanted = parseInput(addAdminSchema, input)
  return inTransaction(
    ctx.db,
    async (tx) => (await findAdminByName(tx, wanted.name)) ?? (await add(tx, ctx, wanted)),
  )
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
    return add(tx, ctx, { name: 'owner', role: 'owner' })
  })
}

async function add(tx: Tx, ctx: Context, wanted: z.output<typeof addAdminSchema>): Promise<Admin> {
  const admin = await insertAdmin(tx, {
    name: wanted.name,
    role: wanted.role,
    email: wanted.email,
    wallet: wanted.wallet,
    createdAt: new Date(ctx.clock.now()),
    createdBy: describeActor(ctx.actor),
  })
  await audit(tx, ctx, {
    action: 'admin.added',
    subject: `admin:${admin.name}`,
    details: { id: admin.id, role: admin.role },
  })
  return admin
}
