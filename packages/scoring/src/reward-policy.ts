import { TIER_FACTS, TIERS, type Tier } from '@noderr/protocol'
import { MULTIPLIER_LIMIT_BPS, requireBps, requireWei } from './reward-factors.ts'

/** What the network decides about an epoch's rewards before it opens; the same for all nodes. */
export interface RewardPolicy {
  /** The most that all nodes together can be paid, bounded by the revenue governor. */
  readonly poolWei: bigint
  /** What a perfect node of multiplier one earns in an epoch. */
  readonly baseWei: bigint
  readonly tierMultiplierBps: Readonly<Record<Tier, number>>
  /** The stake behind one node of a tier. A tier at 0 is unstaked: an operator's nodes of it count as one. */
  readonly tierStakeWei: Readonly<Record<Tier, bigint>>
  /** The most of the pool that one operator can be paid, basis points; 10 000 lifts the cap. */
  readonly operatorCapBps: number
}

/** PROTOCOL §9: one operator earns at most a twentieth of the pool. */
export const OPERATOR_CAP_BPS = 500

/** A policy with the multipliers and stakes of DOMAIN §2 and the cap of PROTOCOL §9. */
export function defaultRewardPolicy(poolWei: bigint, baseWei: bigint): RewardPolicy {
  return {
    poolWei,
    baseWei,
    tierMultiplierBps: byTier((tier) => TIER_FACTS[tier].multiplierBps),
    tierStakeWei: byTier((tier) => BigInt(TIER_FACTS[tier].stakeNodr) * 10n ** 18n),
    operatorCapBps: OPERATOR_CAP_BPS,
  }
}

/** @throws {@link FactorOutOfRangeError} for an amount below 0, a multiplier above 50 000 or a cap above 10 000. */
export function validateRewardPolicy(policy: RewardPolicy): void {
  requireWei('poolWei', policy.poolWei)
  requireWei('baseWei', policy.baseWei)
  requireBps('operatorCapBps', policy.operatorCapBps, 10_000)
  for (const tier of TIERS) {
    requireBps(`tierMultiplierBps.${tier}`, policy.tierMultiplierBps[tier], MULTIPLIER_LIMIT_BPS)
    requireWei(`tierStakeWei.${tier}`, policy.tierStakeWei[tier])
  }
}

function byTier<Value>(of: (tier: Tier) => Value): Record<Tier, Value> {
  return Object.fromEntries(TIERS.map((tier) => [tier, of(tier)])) as Record<Tier, Value>
}
