import type { Tier } from '@noderr/protocol'
import type { Application } from './application.ts'

/** One person's yes to an application as it stands; it binds the digest. */
export interface Approval {
  /** `admin:ada`, `cli:root`. */
  readonly approver: string
  readonly approvedAt: Date
}

/** How many people an approval takes. */
export interface ApprovalRule {
  readonly needed: 1 | 2
  /** Whether the policy asks for two people at this tier. */
  readonly twoPerson: boolean
  /** Whether two are really needed: the policy asks for it, and there are two who may. */
  readonly inForce: boolean
  /** The same as a sentence for the reviewer. */
  readonly why: string
}

/**
 * How many people it takes to approve an application of a tier.
 *
 * @param policy - The tiers that take two people, as `two_person_tiers` in `system_config` says.
 * @param approvers - How many admins may approve.
 */
export function approvalRule(
  tier: Tier | undefined,
  policy: readonly string[],
  approvers: number,
): ApprovalRule {
  if (!tier || !policy.includes(tier))
    return {
      needed: 1,
      twoPerson: false,
      inForce: false,
      why: `one person approves ${a(tier)}`,
    }
  if (approvers < 2)
    return {
      needed: 1,
      twoPerson: true,
      inForce: false,
      why: `two people are to approve ${a(tier)}, but the network has ${approvers === 0 ? 'no approver' : 'one approver'} besides the command line; one decides until there are two`,
    }
  return { needed: 2, twoPerson: true, inForce: true, why: `two people approve ${a(tier)}` }
}

function a(tier: Tier | undefined): string {
  if (!tier) return 'a node without a tier'
  return tier === 'oracle' ? 'an oracle' : `a ${tier}`
}

/** @throws {@link ApprovedBySameError} when this person has approved it already and another one has to. */
export function requireAnother(application: Application, given: readonly Approval[], approver: string): void {
  if (given.some((approval) => approval.approver === approver))
    throw new ApprovedBySameError(application, approver)
}

export class ApprovedBySameError extends Error {
  override readonly name = 'ApprovedBySameError'
  readonly kind = 'conflict'
  readonly code = 'application.second-person-needed'
  readonly approver: string

  constructor({ id, tier }: Application, approver: string) {
    super(
      `${approver} has approved application ${id} already; a ${tier ?? 'node'} takes two people, so another approver has to`,
    )
    this.approver = approver
  }
}
