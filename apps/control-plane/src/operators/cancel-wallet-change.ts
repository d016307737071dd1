import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { WalletChange } from './change.ts'
import { changeIdSchema } from './confirm-wallet-change.ts'
import { getOpenChange } from './get-change.ts'
import { saveStep } from './store.ts'

export const cancelWalletChangeSchema = changeIdSchema.extend({
  reason: z.string().trim().min(3).max(1_000),
})

/**
 * Ends a change of wallets before it is carried out. One person is enough to say no.
 *
 * @throws {@link NotAllowedError}, {@link WalletChangeUnknownError}, {@link WalletChangeOverError}.
 */
export async function cancelWalletChange(
  ctx: Context,
  input: z.input<typeof cancelWalletChangeSchema>,
): Promise<WalletChange> {
  requirePermission(ctx, 'credentials.change-wallet')
  const { changeId, reason } = parseInput(cancelWalletChangeSchema, input)
  return inTransaction(ctx.db, async (tx) => endChange(tx, ctx, await getOpenChange(tx, changeId), reason))
}

/** Ends an open change in the transaction of whoever may. */
export async function endChange(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'actor'>,
  change: WalletChange,
  reason: string,
): Promise<WalletChange> {
  const cancellation = { by: describeActor(ctx.actor), at: new Date(ctx.clock.now()) }
  await saveStep(tx, change.changeId, {
    cancelled_by: cancellation.by,
    cancelled_at: cancellation.at,
    cancel_reason: reason,
  })
  await audit(tx, ctx, {
    action: 'wallet-change.cancelled',
    subject: `application:${change.applicationId}`,
    details: { newWallet: change.newWallet, reason },
  })
  return { ...change, cancellation }
}
