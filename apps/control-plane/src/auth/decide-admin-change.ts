import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type AdminChange, requireOtherAdmin } from './admin-change.ts'
import { lockOpenChange, markChangeConfirmed, markChangeDropped } from './admin-change-store.ts'
import { applyAdminChange } from './apply-admin-change.ts'
import { getLiveAdmin } from './get-admin.ts'
import { requirePermission } from './permissions.ts'
import { lockAdmins, setSuspended } from './store.ts'

export const decideAdminChangeSchema = z.object({ change: z.number().int().min(1).max(2_147_483_647) })
type DecideAdminChangeInput = z.input<typeof decideAdminChangeSchema>

/**
 * The second person's yes to who may approve: it is done.
 *
 * @throws {@link NotAllowedError}, {@link AdminChangeGoneError}, {@link SecondAdminNeededError},
 * {@link AdminExistsError}, {@link LastOwnerError}.
 */
export async function confirmAdminChange(ctx: Context, input: DecideAdminChangeInput): Promise<AdminChange> {
  requirePermission(ctx, 'admins.confirm')
  const { change: id } = parseInput(decideAdminChangeSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const change = await getOpenChange(tx, id)
    const person = describeActor(ctx.actor)
    requireOtherAdmin(change, person)
    await markChangeConfirmed(tx, id, person, new Date(ctx.clock.now()))
    await applyAdminChange(tx, ctx, change, live)
    return change
  })
}

/**
 * Takes a proposal off the table; whoever made it may, too. Who was to be removed may sign in again.
 *
 * @throws {@link NotAllowedError}, {@link AdminChangeGoneError}.
 */
export async function dropAdminChange(ctx: Context, input: DecideAdminChangeInput): Promise<AdminChange> {
  requirePermission(ctx, 'admins.confirm')
  const { change: id } = parseInput(decideAdminChangeSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const live = await lockAdmins(tx)
    const change = await getOpenChange(tx, id)
    await markChangeDropped(tx, id, describeActor(ctx.actor), new Date(ctx.clock.now()))
    if (change.after === undefined) await setSuspended(tx, getLiveAdmin(live, change.admin).id, null)
    await audit(tx, ctx, {
      action: 'admin.change-dropped',
      subject: `admin:${change.admin}`,
      details: {
        change: id,
        before: change.before ?? null,
        after: change.after ?? null,
        proposedBy: change.proposedBy,
      },
    })
    return change
  })
}

async function getOpenChange(tx: Tx, id: number): Promise<AdminChange> {
  const change = await lockOpenChange(tx, id)
  if (!change) throw new AdminChangeGoneError(id)
  return change
}

export class AdminChangeGoneError extends Error {
  override readonly name = 'AdminChangeGoneError'
  readonly kind = 'not-found'
  readonly code = 'admin.change-gone'

  constructor(change: number) {
    super(`there is no open change ${change} of admins; it was confirmed or dropped, or never proposed`)
  }
}
