import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { DELIVERY_OUTCOMES } from './delivery.ts'
import { deliveryInput } from './replay-delivery.ts'
import * as store from './store.ts'

export const listInput = z.object({
  /** `waiting` are those that nobody has read yet. */
  outcome: z.enum([...DELIVERY_OUTCOMES, 'waiting']).optional(),
  /** Only older ones than this id. */
  before: deliveryInput.shape.deliveryId.optional(),
  limit: z.number().int().min(1).max(200).optional(),
})

/** Deliveries without their bodies, newest first. @throws {@link NotAllowedError}, {@link InvalidInputError} */
export async function listDeliveries(
  ctx: Context,
  input: z.input<typeof listInput> = {},
): Promise<store.InboxEntry[]> {
  requirePermission(ctx, 'inbox.read')
  const { outcome, before, limit = 50 } = parseInput(listInput, input)
  return store.listDeliveries(ctx.db, { outcome, before, limit })
}

/** What nobody vouches for, newest first, without the bodies. @throws {@link NotAllowedError} */
export async function listQuarantine(ctx: Context): Promise<store.QuarantineEntry[]> {
  requirePermission(ctx, 'inbox.read')
  return store.listQuarantine(ctx.db, 100)
}

/** How much of what is in the inbox. @throws {@link NotAllowedError} */
export async function getIntakeStats(ctx: Context): Promise<store.IntakeStats> {
  requirePermission(ctx, 'inbox.read')
  return store.countIntake(ctx.db)
}
