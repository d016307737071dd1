import type { Address, Tier } from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { type Application, assess, requireOpen } from './application.ts'
import { lockApplication, saveCorrection } from './store.ts'

export interface CorrectApplicationInput {
  readonly applicationId: number
  readonly email?: string | undefined
  readonly tier?: Tier | undefined
  /** Only where the form brought no readable wallet: a wallet that was given is its owner's to change. */
  readonly wallet?: Address | undefined
}

/**
 * Fills in what the form left unclear. The digest changes, so a decision on the former text no longer goes through.
 *
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}, {@link AlreadyDecidedError},
 * {@link WalletGivenError}.
 */
export async function correctApplication(
  ctx: Context,
  { applicationId, ...corrections }: CorrectApplicationInput,
): Promise<Application> {
  requirePermission(ctx, 'applications.correct')
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    requireOpen(application)
    if (corrections.wallet && application.wallet) throw new WalletGivenError(applicationId)
    const corrected = {
      ...application,
      email: corrections.email ?? application.email,
      tier: corrections.tier ?? application.tier,
      wallet: corrections.wallet ?? application.wallet,
    }
    const saved = await saveCorrection(tx, applicationId, { ...corrected, ...assess(corrected) })
    const fields = (['email', 'tier', 'wallet'] as const).filter((field) => corrections[field] !== undefined)
    await audit(tx, ctx, {
      action: 'application.corrected',
      subject: `application:${applicationId}`,
      details: { from: application.digest, to: saved.digest, fields },
    })
    return saved
  })
}

export class WalletGivenError extends Error {
  override readonly name = 'WalletGivenError'
  readonly kind = 'conflict'
  readonly code = 'application.wallet-given'

  constructor(applicationId: number) {
    super(`application ${applicationId} names its wallet; another one has to apply by itself`)
  }
}
