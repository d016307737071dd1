import type { Tier } from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, isUniqueViolation, type Tx } from '../db/index.ts'
import { type Application, type CompleteApplication, requireApprovable } from './application.ts'
import { lockApplication, lockTierCount, saveApproval } from './store.ts'

export interface ApproveApplicationInput {
  readonly applicationId: number
  /** Digest of the application as the reviewer saw it; a later correction then stops the approval. */
  readonly digest?: string | undefined
}

/** What an approval brings about in its own transaction: the credential and the invitation to claim it. */
export type OnApproved = (tx: Tx, ctx: Context, application: CompleteApplication) => Promise<unknown>

/**
 * Approves an application: from now on its wallet is an operator, who has a credential and is invited to claim it. All
 * of it or nothing.
 *
 * @param onApproved - `createCredential` of the room next door, which this room may not know.
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}, {@link AlreadyDecidedError},
 * {@link IncompleteApplicationError}, {@link ChangedSinceReadError}, {@link TierFullError},
 * {@link OperatorExistsError}.
 */
export async function approveApplication(
  ctx: Context,
  { applicationId, digest }: ApproveApplicationInput,
  onApproved: OnApproved,
): Promise<Application> {
  requirePermission(ctx, 'applications.decide')
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const application = requireApprovable(await lockApplication(tx, applicationId), digest)
      const { approved: taken, cap } = await lockTierCount(tx, application.tier)
      if (cap !== undefined && taken >= cap) throw new TierFullError(application.tier, cap)
      const approved = await saveApproval(tx, application, {
        by: describeActor(ctx.actor),
        at: new Date(ctx.clock.now()),
      })
      await onApproved(tx, ctx, application)
      await audit(tx, ctx, {
        action: 'application.approved',
        subject: `application:${applicationId}`,
        details: { digest: application.digest, tier: application.tier },
      })
      return approved
    })
  } catch (error) {
    if (isUniqueViolation(error, 'operator_applications_approved_wallet')) {
      throw new OperatorExistsError(applicationId, error)
    }
    throw error
  }
}

export class TierFullError extends Error {
  override readonly name = 'TierFullError'
  readonly kind = 'conflict'
  readonly code = 'application.tier-full'
  readonly tier: Tier

  constructor(tier: Tier, cap: number) {
    super(
      `the network has its ${cap} ${tier} nodes; raise max_${tier}s in system_config or reject the application`,
    )
    this.tier = tier
  }
}

export class OperatorExistsError extends Error {
  override readonly name = 'OperatorExistsError'
  readonly kind = 'conflict'
  readonly code = 'application.operator-exists'

  constructor(applicationId: number, cause: unknown) {
    super(
      `the wallet of application ${applicationId} belongs to an approved operator already; reject this one`,
      { cause },
    )
  }
}
