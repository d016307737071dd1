import { TIER_FACTS, type Tier } from '@noderr/protocol'
import { requireBps, type Sourced } from './reward-factors.ts'

/** What a TrustFingerprint is made of, and how much each part weighs in basis points (DOMAIN §3). */
export const TRUST_WEIGHTS_BPS = {
  uptime: 3_500,
  quality: 2_000,
  governance: 1_500,
  history: 1_000,
  peer: 1_000,
  stake: 1_000,
} as const

export type TrustComponent = keyof typeof TRUST_WEIGHTS_BPS

/** All six parts in basis points, each with where it came from; what cannot be measured is {@link unmeasured}. */
export type TrustComponents = Readonly<Record<TrustComponent, Sourced<number>>>

/** Parts that pay for themselves already, as factors of their own. */
const PAID_APART: readonly TrustComponent[] = ['uptime', 'quality']

/** How many epochs `history` remembers. */
export const HISTORY_EPOCHS = 10

/**
 * The stated default of a part that cannot be measured: one basis point above the tier's minimum.
 *
 * So a node of which nothing is known stands exactly where DOMAIN §3 starts it, just above its tier's minimum, and
 * moves from there only by what was measured.
 *
 * @param why - For the operator who reads the statement: why it was not measured.
 */
export function unmeasured(tier: Tier, why: string): Sourced<number> {
  return { value: TIER_FACTS[tier].trustMinimumBps + 1, source: 'default', note: why }
}

/**
 * The TrustFingerprint: the weighted mean of its six parts, basis points, rounded down.
 *
 * @throws {@link FactorOutOfRangeError} for a part outside 0 … 10 000.
 */
export function trustFingerprint(components: TrustComponents): number {
  return weightedMean(components, Object.keys(TRUST_WEIGHTS_BPS) as TrustComponent[])
}

/**
 * The trust that enters a reward: the same mean without uptime and quality, which are factors of the reward already.
 *
 * The weights of the other four (15, 10, 10, 10) are divided by their sum of 45, so that perfect parts still give
 * 10 000. Basis points, rounded down once.
 *
 * @throws {@link FactorOutOfRangeError} for a part outside 0 … 10 000, the two that are left out included.
 */
export function trustForPay(components: TrustComponents): number {
  const all = Object.keys(TRUST_WEIGHTS_BPS) as TrustComponent[]
  return weightedMean(
    components,
    all.filter((name) => !PAID_APART.includes(name)),
  )
}

/**
 * The history part: the mean of a node's last {@link HISTORY_EPOCHS} epoch scores, the newest weighing 1 and each
 * older one 0.95 of the one after it. Exact: the weights are 95^age × 100^(9 − age). Rounded down.
 *
 * @param newestFirst - Epoch scores in basis points; older ones than the tenth are ignored.
 * @returns Null before the first epoch: then history is {@link unmeasured}.
 * @throws {@link FactorOutOfRangeError} for a score outside 0 … 10 000.
 */
export function historyBps(newestFirst: readonly number[]): number | null {
  const scores = newestFirst.slice(0, HISTORY_EPOCHS)
  if (scores.length === 0) return null
  const weights = scores.map((_, age) => 95n ** BigInt(age) * 100n ** BigInt(HISTORY_EPOCHS - 1 - age))
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  const weighted = scores.reduce(
    (sum, score, age) => sum + (weights[age] ?? 0n) * BigInt(requireBps('epochScore', score, 10_000)),
    0n,
  )
  return Number(weighted / total)
}

function weightedMean(components: TrustComponents, counted: readonly TrustComponent[]): number {
  for (const [name, { value }] of Object.entries(components)) requireBps(name, value, 10_000)
  const sum = counted.reduce((all, name) => all + TRUST_WEIGHTS_BPS[name] * components[name].value, 0)
  const weight = counted.reduce((all, name) => all + TRUST_WEIGHTS_BPS[name], 0)
  return (sum - (sum % weight)) / weight
}
