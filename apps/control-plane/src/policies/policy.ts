import { type CanonicalValue, TIERS } from '@noderr/protocol'
import { z } from 'zod'

const days = z.number().int().min(1).max(3_650)
const nodes = z.number().int().min(0).max(1_000_000)

/** What of `system_config` people decide, and what each may be. The other keys are the machine's own. */
export const POLICIES: Readonly<Record<string, z.ZodType<CanonicalValue>>> = {
  max_validators: nodes,
  max_guardians: nodes,
  max_oracles: nodes,
  review_business_days: days.max(260),
  two_person_tiers: z.array(z.enum(TIERS)).max(TIERS.length),
  reapply_cooldown_days: z.number().int().min(0).max(3_650),
  grace_period_days: z.number().int().min(0).max(365),
  delivery_retention_days: days,
  download_retention_days: days,
  telemetry_retention_days: days,
}

/** A value that somebody has put forward and nobody has confirmed or dropped yet. */
export interface Proposal {
  readonly id: number
  readonly key: string
  readonly before: CanonicalValue
  readonly after: CanonicalValue
  readonly why: string
  readonly proposedBy: string
  readonly proposedAt: Date
}

export interface Policy {
  readonly key: string
  readonly value: CanonicalValue
  readonly updatedAt: Date
  readonly updatedBy: string
  readonly proposal: Proposal | undefined
}

/**
 * The value of a policy, as it may be.
 *
 * @throws {@link UnknownPolicyError}, {@link PolicyUnfitError}.
 */
export function parsePolicy(key: string, value: unknown): CanonicalValue {
  const schema = Object.hasOwn(POLICIES, key) ? POLICIES[key] : undefined
  if (!schema) throw new UnknownPolicyError(key)
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new PolicyUnfitError(key, z.prettifyError(parsed.error))
  return parsed.data
}

/** @throws {@link SecondPersonNeededError} when whoever confirms is who proposed. */
export function requireOther({ id, proposedBy }: Proposal, person: string): void {
  if (proposedBy === person) throw new SecondPersonNeededError(id, person)
}

export class UnknownPolicyError extends Error {
  override readonly name = 'UnknownPolicyError'
  readonly kind = 'not-found'
  readonly code = 'config.unknown-key'

  constructor(key: string) {
    super(`"${key.slice(0, 100)}" is no policy; they are ${Object.keys(POLICIES).join(', ')}`)
  }
}

export class PolicyUnfitError extends Error {
  override readonly name = 'PolicyUnfitError'
  readonly kind = 'invalid'
  readonly code = 'config.unfit-value'

  constructor(key: string, faults: string) {
    super(`${key} cannot have this value: ${faults.slice(0, 1_000)}`)
  }
}

export class SecondPersonNeededError extends Error {
  override readonly name = 'SecondPersonNeededError'
  readonly kind = 'conflict'
  readonly code = 'config.second-person-needed'

  constructor(id: number, person: string) {
    super(`${person} proposed change ${id}; another approver or owner has to confirm it`)
  }
}
