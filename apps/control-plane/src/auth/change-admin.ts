import { audit } from '../audit/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { type Admin, requireAnotherOwner } from './admin.ts'
import {
  type AdminChange,
  type AdminOutcome,
  requireNew,
  takesTwoPeople,
  type WantedAdminChange,
} from './admin-change.ts'
import { findOpenChange, insertChange } from './admin-change-store.ts'
import { applyAdminChange } from './apply-admin-change.ts'
import { getLiveAdmin } from './get-admin.ts'
import { deleteSessions } from './session-store.ts'
import { setSuspended } from './store.ts'

/**
 * Does what is wanted of an admin, or puts it forward where it takes two people. Whoever holds the database's address
 * needs nobody else; the log says so.
 *
 * @param live - The admins, locked.
 * @throws {@link AdminChangeOpenError}, {@link AdminExistsError}, {@link AdminNotFoundError}, {@link LastOwnerError}.
 */
export async function changeAdmin(
  tx: Tx,
  ctx: Context,
  wanted: WantedAdminChange,
  live: readonly Admin[],
): Promise<AdminOutcome> {
  const open = await findOpenChange(tx, wanted.admin)
  if (open) throw new AdminChangeOpenError(open)
  const [proposedBy, proposedAt] = [describeActor(ctx.actor), new Date(ctx.clock.now())]
  const isTwo = takesTwoPeople(wanted, live)
  if (isTwo && ctx.actor.type === 'admin') {
    if (wanted.before === undefined) requireNew(wanted, live)
    else requireAnotherOwner(getLiveAdmin(live, wanted.admin), live)
    const change = await insertChange(tx, { ...wanted, proposedBy, proposedAt })
    await suspend(tx, change, live)
    await auditChange(tx, ctx, 'admin.change-proposed', change)
    return { state: 'proposed', change }
  }
  const admin = await applyAdminChange(tx, ctx, { ...wanted, proposedBy }, live)
  if (isTwo) await auditChange(tx, ctx, 'admin.changed-by-one', wanted)
  return { state: 'applied', admin }
}

/** An account that was taken over is out at once; its place is kept until the second person agrees. */
async function suspend(
  tx: Tx,
  { admin: name, after, proposedAt }: AdminChange,
  live: readonly Admin[],
): Promise<void> {
  if (after !== undefined) return
  const { id, userId } = getLiveAdmin(live, name)
  await setSuspended(tx, id, proposedAt)
  if (userId) await deleteSessions(tx, { userId })
}

function auditChange(
  tx: Tx,
  ctx: Context,
  action: string,
  { admin, before, after, ...change }: WantedAdminChange & { readonly id?: number },
): Promise<void> {
  return audit(tx, ctx, {
    action,
    subject: `admin:${admin}`,
    details: {
      before: before ?? null,
      after: after ?? null,
      ...(change.id === undefined ? {} : { change: change.id }),
    },
  })
}

export class AdminChangeOpenError extends Error {
  override readonly name = 'AdminChangeOpenError'
  readonly kind = 'conflict'
  readonly code = 'admin.change-open'
  readonly change: number

  constructor({ id, admin, proposedBy }: AdminChange) {
    super(`${proposedBy} has proposed change ${id} of ${admin}; confirm or drop it first`)
    this.change = id
  }
}
