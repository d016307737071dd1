import type { Tier } from '@noderr/protocol'
import type { z } from 'zod'
import { audit } from '../audit/index.ts'
import { countApprovers, requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, isUniqueViolation, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { queueMail } from '../mail/index.ts'
import { applicationIdSchema, seenSchema } from './answer-schemas.ts'
import { type Application, type CompleteApplication, requireApprovable } from './application.ts'
import { type Approval, approvalRule, requireAnother } from './approval.ts'
import { approvedMail } from './mails.ts'
import * as store from './store.ts'

export const approveApplicationSchema = seenSchema.extend({ applicationId: applicationIdSchema })

/** What an approval brings about in its own transaction: the credential and the invitation to claim it. */
export type OnApproved = (tx: Tx, ctx: Context, application: CompleteApplication) => Promise<unknown>

/** The application after one person's yes: approved, or still pending and waiting for a second person. */
export interface ApprovedApplication extends Application {
  readonly approvals: { readonly given: number; readonly needed: number }
}

/**
 * One person's yes to an application. The last one that it takes approves it: from then on its wallet is an operator,
 * who has a credential and is invited to claim it. All of it or nothing.
 *
 * @param onApproved - `createCredential` of the room next door, which this room may not know.
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}, {@link AlreadyDecidedError},
 * {@link IncompleteApplicationError}, {@link ChangedSinceReadError}, {@link TierFullError},
 * {@link ApprovedBySameError}, {@link OperatorExistsError}.
 */
export async function approveApplication(
  ctx: Context,
  input: z.input<typeof approveApplicationSchema>,
  onApproved: OnApproved,
): Promise<ApprovedApplication> {
  requirePermission(ctx, 'applications.decide')
  const { applicationId, ...seen } = parseInput(approveApplicationSchema, input)
  try {
    return await inTransaction(ctx.db, async (tx) => {
      const application = requireApprovable(await store.lockApplication(tx, applicationId), seen)
      // By a change of wallets, too, which no application of the wallet tells of.
      if (await store.holdsNode(tx, application.wallet)) throw new OperatorExistsError(applicationId)
      await takeSeat(tx, application.tier)
      const approvals = await giveApproval(tx, ctx, application)
      if (approvals.given < approvals.needed) {
        await auditYes(tx, ctx, application, { action: 'application.approval-given', approvals })
        return { ...application, approvals }
      }
      const approval = { approver: describeActor(ctx.actor), approvedAt: new Date(ctx.clock.now()) }
      const approved = await store.saveApproved(tx, application, approval)
      await queueMail(tx, approvedMail(application, application.email))
      await onApproved(tx, ctx, application)
      await auditYes(tx, ctx, application, { action: 'application.approved', approvals })
      return { ...approved, approvals }
    })
  } catch (error) {
    if (isUniqueViolation(error, 'operator_applications_approved_wallet')) {
      throw new OperatorExistsError(applicationId, error)
    }
    throw error
  }
}

/**
 * Takes a node's place in its tier. Whoever takes one holds the tier's count until the transaction ends, so that two
 * cannot both take the last.
 *
 * @throws {@link TierFullError}
 */
export async function takeSeat(tx: Tx, tier: Tier): Promise<void> {
  const { taken, cap } = await store.lockSeats(tx, tier)
  if (cap !== undefined && taken >= cap) throw new TierFullError(tier, cap)
}

async function giveApproval(
  tx: Tx,
  ctx: Context,
  application: CompleteApplication,
): Promise<ApprovedApplication['approvals']> {
  const rule = approvalRule(application.tier, await store.getTwoPersonTiers(tx), await countApprovers(tx))
  const given = await store.listApprovals(tx, application)
  const approval: Approval = { approver: describeActor(ctx.actor), approvedAt: new Date(ctx.clock.now()) }
  const others = given.filter(({ approver }) => approver !== approval.approver)
  if (others.length + 1 < rule.needed) requireAnother(application, given, approval.approver)
  await store.insertApproval(tx, application, approval)
  return { given: others.length + 1, needed: rule.needed }
}

function auditYes(
  tx: Tx,
  ctx: Context,
  { id, digest, tier }: CompleteApplication,
  { action, approvals }: { readonly action: string; readonly approvals: ApprovedApplication['approvals'] },
): Promise<void> {
  return audit(tx, ctx, {
    action,
    subject: `application:${id}`,
    details: { digest, tier, approvals: `${approvals.given} of ${approvals.needed}` },
  })
}

export class TierFullError extends Error {
  override readonly name = 'TierFullError'
  readonly kind = 'conflict'
  readonly code = 'application.tier-full'
  readonly tier: Tier

  constructor(tier: Tier, cap: number) {
    super(
      `the network has its ${cap} ${tier} nodes; the application stays on the waiting list until one leaves or max_${tier}s in system_config is raised`,
    )
    this.tier = tier
  }
}

export class OperatorExistsError extends Error {
  override readonly name = 'OperatorExistsError'
  readonly kind = 'conflict'
  readonly code = 'application.operator-exists'

  constructor(applicationId: number, cause?: unknown) {
    super(
      `the wallet of application ${applicationId} belongs to an approved operator already; reject this one`,
      { cause },
    )
  }
}
