import { type Address, addressSchema, bytes32Schema } from '@noderr/protocol'
import { bytesToHex } from 'viem'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { describeActor } from '../context/index.ts'
import { type KeyedContext, lockOfApplication } from '../credentials/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { WalletChange } from './change.ts'
import { queueProposed } from './mails.ts'
import { insertChange, isOperator } from './store.ts'

export const proposeWalletChangeSchema = z.object({
  applicationId: z.number().int().positive().max(2_147_483_647),
  newWallet: addressSchema,
  reason: z.string().trim().min(3).max(1_000),
})

/**
 * Proposes another wallet for an operator who has lost the present one. Nothing moves before the new wallet has signed,
 * a second admin has confirmed, and the notice has ended without an objection; the operator is told at once.
 *
 * @throws {@link NotAllowedError}, {@link NothingToMoveError}, {@link WalletTakenError},
 * {@link WalletChangeOpenError}.
 */
export async function proposeWalletChange(
  ctx: Pick<KeyedContext, 'db' | 'clock' | 'randomBytes' | 'actor' | 'config'>,
  input: z.input<typeof proposeWalletChangeSchema>,
): Promise<WalletChange> {
  requirePermission(ctx, 'credentials.change-wallet')
  const { applicationId, newWallet, reason } = parseInput(proposeWalletChangeSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const held = await lockOfApplication(tx, applicationId)
    const formerWallet = held.findLast(({ revocation }) => !revocation)?.operator
    if (!formerWallet) throw new NothingToMoveError(applicationId)
    if (await isOperator(tx, newWallet)) throw new WalletTakenError(newWallet)
    const change = await insertChange(tx, {
      changeId: bytes32Schema.parse(bytesToHex(ctx.randomBytes(32))),
      applicationId,
      formerWallet,
      newWallet,
      reason,
      proposedBy: describeActor(ctx.actor),
      proposedAt: new Date(ctx.clock.now()),
    })
    if (!change) throw new WalletChangeOpenError(applicationId)
    await queueProposed(tx, change, ctx.config.publicUrl)
    await audit(tx, ctx, {
      action: 'wallet-change.proposed',
      subject: `application:${applicationId}`,
      details: { formerWallet, newWallet, reason },
    })
    return change
  })
}

export class NothingToMoveError extends Error {
  override readonly name = 'NothingToMoveError'
  readonly kind = 'conflict'
  readonly code = 'wallet-change.nothing-to-move'
  readonly applicationId: number

  constructor(applicationId: number) {
    super(
      `application ${applicationId} has no live credential; correct the wallet of the application instead`,
    )
    this.applicationId = applicationId
  }
}

export class WalletTakenError extends Error {
  override readonly name = 'WalletTakenError'
  readonly kind = 'conflict'
  readonly code = 'wallet-change.wallet-taken'
  readonly wallet: Address

  constructor(wallet: Address) {
    super(`${wallet} is an operator's wallet already; name one that holds no node`)
    this.wallet = wallet
  }
}

export class WalletChangeOpenError extends Error {
  override readonly name = 'WalletChangeOpenError'
  readonly kind = 'conflict'
  readonly code = 'wallet-change.open'
  readonly applicationId: number

  constructor(applicationId: number) {
    super(`another change of wallets is open for application ${applicationId}; cancel it first`)
    this.applicationId = applicationId
  }
}
