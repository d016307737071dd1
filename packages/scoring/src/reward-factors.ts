/** Where a figure of a statement came from. */
export type Source = 'measured' | 'policy' | 'default' | 'not-checked'

/**
 * A figure with where it came from: `measured` from receipts, scores or a chain; `policy` set by the network for
 * all; `default` because it cannot be measured yet; `not-checked` because the means to check it is not configured.
 */
export interface Sourced<Value> {
  readonly value: Value
  readonly source: Source
  /** One line for the operator who reads the statement. */
  readonly note: string
}

/** The factors of one node's pay. Basis points are whole numbers from 0 to 10 000; the multiplier goes to 50 000. */
export interface RewardFactors {
  /** What a perfect node of multiplier one earns in an epoch. */
  readonly baseWei: bigint
  readonly tierMultiplierBps: number
  readonly uptimeBps: number
  readonly qualityBps: number
  /** The TrustFingerprint without its uptime and quality parts: `trustForPay`. */
  readonly trustBps: number
  /** 10 000 in good standing, 0 when slashed. */
  readonly penaltyBps: number
}

/** The highest tier multiplier: five. */
export const MULTIPLIER_LIMIT_BPS = 50_000

/** The largest value of each factor in basis points. */
const FACTOR_LIMITS = {
  tierMultiplierBps: MULTIPLIER_LIMIT_BPS,
  uptimeBps: 10_000,
  qualityBps: 10_000,
  trustBps: 10_000,
  penaltyBps: 10_000,
} as const

const TEN_THOUSAND_TO_THE_FIFTH = 10_000n ** 5n

/**
 * What a node would be paid in an epoch before any cap, in wei: floor(product of the factors / 10 000⁵), one
 * division at the end (PROTOCOL §9). A node without an assigned round has an uptime of 0 and so earns 0.
 *
 * @throws {@link FactorOutOfRangeError} for a factor that is no whole number within its limits.
 */
export function rawReward(factors: RewardFactors): bigint {
  const names = Object.keys(FACTOR_LIMITS) as (keyof typeof FACTOR_LIMITS)[]
  const product = names.reduce(
    (all, name) => all * BigInt(requireBps(name, factors[name], FACTOR_LIMITS[name])),
    requireWei('baseWei', factors.baseWei),
  )
  return product / TEN_THOUSAND_TO_THE_FIFTH
}

/**
 * The share of assigned rounds that a node answered in time with an opinion, in basis points rounded down.
 *
 * One round in a thousand is not asked for: the share is taken of 99.9 % of the assigned rounds and ends at 10 000.
 * Nothing on time is 0, and so is nothing assigned: heartbeats alone earn nothing.
 *
 * @param onTime - Accepted predictions that are no abstentions. @param assigned - Rounds of the node's releases.
 * @throws {@link FactorOutOfRangeError} for counts that are not whole, negative, or more on time than assigned.
 */
export function uptimeBps(onTime: number, assigned: number): number {
  requireCount('assignedRounds', assigned, Number.MAX_SAFE_INTEGER)
  requireCount('onTimeRounds', onTime, assigned)
  if (assigned === 0) return 0
  const share = (10_000_000n * BigInt(onTime)) / (999n * BigInt(assigned))
  return share > 10_000n ? 10_000 : Number(share)
}

/**
 * Quality of execution in the network lane: correctness under recomputation × timeliness, basis points rounded down.
 * Never luck in the market: nodes that run the network's model are not paid for its skill.
 *
 * @throws {@link FactorOutOfRangeError} for a factor outside 0 … 10 000.
 */
export function qualityBps(correctnessBps: number, timelinessBps: number): number {
  const product =
    requireBps('correctnessBps', correctnessBps, 10_000) * requireBps('timelinessBps', timelinessBps, 10_000)
  return (product - (product % 10_000)) / 10_000
}

/** @throws {@link FactorOutOfRangeError} unless `value` is a whole number of basis points from 0 to `limit`. */
export function requireBps(name: string, value: number, limit: number): number {
  if (!Number.isInteger(value) || value < 0 || value > limit)
    throw new FactorOutOfRangeError(name, value, `a whole number of basis points from 0 to ${limit}`)
  return value
}

/** @throws {@link FactorOutOfRangeError} for an amount below 0. */
export function requireWei(name: string, value: bigint): bigint {
  if (value < 0n) throw new FactorOutOfRangeError(name, value, 'any amount from 0')
  return value
}

function requireCount(name: string, value: number, limit: number): void {
  if (!Number.isSafeInteger(value) || value < 0 || value > limit)
    throw new FactorOutOfRangeError(name, value, `a whole number from 0 to ${limit}`)
}

export class FactorOutOfRangeError extends Error {
  override readonly name = 'FactorOutOfRangeError'
  readonly code = 'reward.factor-out-of-range'
  readonly factor: string
  readonly value: number | bigint

  constructor(factor: string, value: number | bigint, expected: string) {
    super(`${factor} is ${value}; expected ${expected}`)
    this.factor = factor
    this.value = value
  }
}
