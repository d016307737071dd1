import { type Bytes32, bytes32Schema } from '@noderr/protocol'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { describeActor } from '../context/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { inTransaction, readSetting } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { WalletChange } from './change.ts'
import { getOpenChange } from './get-change.ts'
import { queueConfirmed } from './mails.ts'
import { saveStep } from './store.ts'

const DAY_MS = 86_400_000

export const changeIdSchema = z.object({ changeId: bytes32Schema })

/**
 * A second person agrees to a change of wallets; from now on the notice runs.
 *
 * @throws {@link NotAllowedError}, {@link WalletChangeUnknownError}, {@link WalletChangeOverError},
 * {@link SamePersonError}, {@link AlreadyConfirmedError}.
 */
export async function confirmWalletChange(
  ctx: Pick<KeyedContext, 'db' | 'clock' | 'actor' | 'config'>,
  input: z.input<typeof changeIdSchema>,
): Promise<WalletChange> {
  requirePermission(ctx, 'credentials.change-wallet')
  const { changeId } = parseInput(changeIdSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const change = await getOpenChange(tx, changeId)
    const by = describeActor(ctx.actor)
    if (change.confirmation) throw new AlreadyConfirmedError(changeId)
    if (change.proposedBy === by) throw new SamePersonError(changeId)
    const at = new Date(ctx.clock.now())
    const noticeDays = await readSetting(tx, 'wallet_change_notice_days', z.number().min(1).max(90))
    const effectiveAt = new Date(at.getTime() + noticeDays * DAY_MS)
    await saveStep(tx, changeId, { confirmed_by: by, confirmed_at: at, effective_at: effectiveAt })
    const confirmed = { ...change, confirmation: { by, at }, effectiveAt }
    await queueConfirmed(tx, confirmed, ctx.config.publicUrl)
    await audit(tx, ctx, {
      action: 'wallet-change.confirmed',
      subject: `application:${change.applicationId}`,
      details: { newWallet: change.newWallet, effectiveAt: effectiveAt.toISOString() },
    })
    return confirmed
  })
}

export class SamePersonError extends Error {
  override readonly name = 'SamePersonError'
  readonly kind = 'forbidden'
  readonly code = 'wallet-change.same-person'
  readonly changeId: Bytes32

  constructor(changeId: Bytes32) {
    super(
      'a change of wallets takes two people, and you proposed this one; ask another approver to confirm it',
    )
    this.changeId = changeId
  }
}

export class AlreadyConfirmedError extends Error {
  override readonly name = 'AlreadyConfirmedError'
  readonly kind = 'conflict'
  readonly code = 'wallet-change.confirmed'
  readonly changeId: Bytes32

  constructor(changeId: Bytes32) {
    super('this change of wallets was confirmed already; its notice runs')
    this.changeId = changeId
  }
}
