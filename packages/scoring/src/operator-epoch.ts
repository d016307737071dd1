import type { Address, NodeId, Tier } from '@noderr/protocol'
import { apportion } from './apportion.ts'
import { rawReward, requireWei, type Sourced, uptimeBps } from './reward-factors.ts'
import type { RewardPolicy } from './reward-policy.ts'
import type { RewardStatement } from './reward-statement.ts'
import { countSeats, type Seats } from './stake-seats.ts'

/** What an epoch measured of one node. */
export interface NodeEpoch {
  readonly nodeId: NodeId
  readonly tier: Tier
  /** Rounds that the node should have answered. */
  readonly assignedRounds: number
  /** Rounds that it answered in time with an opinion. */
  readonly onTimeRounds: number
  readonly qualityBps: Sourced<number>
  /** The TrustFingerprint without its uptime and quality: `trustForPay`. */
  readonly trustBps: Sourced<number>
  readonly penaltyBps: Sourced<number>
}

/** An operator with all his nodes: seats and cap are his, and so is the wallet that is paid. */
export interface OperatorEpoch {
  readonly operator: Address
  /** The least stake held during the epoch; null where no chain is configured. */
  readonly leastStakeWei: bigint | null
  readonly nodes: readonly NodeEpoch[]
}

/** The statement of a node before all are held to the pool. */
export type CappedStatement = Omit<RewardStatement, 'paidWei'>

/**
 * States what one operator's nodes may have of an epoch: raw reward, shared by seats, held to the operator's cap.
 *
 * @returns By node id. @throws {@link FactorOutOfRangeError} for a figure outside its limits.
 */
export function stateOperator(
  epochId: string,
  policy: RewardPolicy,
  operator: OperatorEpoch,
): CappedStatement[] {
  const stakeWei = stakeOf(operator)
  const operatorCapWei = capOf(policy)
  const seatsByTier = countSeats(countByTier(operator.nodes), operator.leastStakeWei, policy.tierStakeWei)
  const counted = [...operator.nodes]
    .sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
    .map((node) => {
      const earned = stateEarned(policy, node)
      const seats = seatsOf(seatsByTier.get(node.tier) ?? { seats: 0, nodes: 1 }, stakeWei, policy, node.tier)
      const countedWei = (earned.rawWei * BigInt(seats.value.seats)) / BigInt(seats.value.nodes)
      return { epochId, operator: operator.operator, stakeWei, operatorCapWei, seats, ...earned, countedWei }
    })
  const capped = shrinkTo(
    operatorCapWei.value,
    counted.map((one) => one.countedWei),
  )
  return counted.map((one, index) => ({ ...one, cappedWei: capped[index] ?? 0n }))
}

/**
 * Lowers amounts so that they sum to at most `limit`, by largest remainder, ties to the earlier amount. Amounts that
 * fit are left alone, and none ever rises.
 */
export function shrinkTo(limit: bigint, amounts: readonly bigint[]): readonly bigint[] {
  const wanted = amounts.reduce((all, amount) => all + amount, 0n)
  return wanted <= limit ? amounts : apportion(limit, amounts)
}

function stateEarned(policy: RewardPolicy, node: NodeEpoch) {
  const { nodeId, tier, assignedRounds, onTimeRounds, qualityBps, trustBps, penaltyBps } = node
  const uptime: Sourced<number> = {
    value: uptimeBps(onTimeRounds, assignedRounds),
    source: 'measured',
    note: 'opinions on time of rounds assigned, one in a thousand forgiven',
  }
  const multiplier: Sourced<number> = {
    value: policy.tierMultiplierBps[tier],
    source: 'policy',
    note: `tier ${tier}`,
  }
  const base: Sourced<bigint> = {
    value: policy.baseWei,
    source: 'policy',
    note: 'a perfect node at multiplier one',
  }
  const rawWei = rawReward({
    baseWei: base.value,
    tierMultiplierBps: multiplier.value,
    uptimeBps: uptime.value,
    qualityBps: qualityBps.value,
    trustBps: trustBps.value,
    penaltyBps: penaltyBps.value,
  })
  const factors = {
    baseWei: base,
    tierMultiplierBps: multiplier,
    uptimeBps: uptime,
    qualityBps,
    trustBps,
    penaltyBps,
  }
  return { nodeId, tier, assignedRounds, onTimeRounds, ...factors, rawWei }
}

function stakeOf({ leastStakeWei }: OperatorEpoch): Sourced<bigint | null> {
  if (leastStakeWei === null)
    return { value: null, source: 'not-checked', note: 'stake not checked: no chain is configured' }
  return {
    value: requireWei('leastStakeWei', leastStakeWei),
    source: 'measured',
    note: "the operator's least stake in the epoch",
  }
}

function seatsOf(
  seats: Seats,
  stakeWei: Sourced<bigint | null>,
  policy: RewardPolicy,
  tier: Tier,
): Sourced<Seats> {
  if (policy.tierStakeWei[tier] === 0n)
    return { value: seats, source: 'policy', note: `all ${tier} nodes of an operator count as one` }
  if (stakeWei.source === 'not-checked')
    return { value: seats, source: 'not-checked', note: 'stake not checked: every node counts' }
  return { value: seats, source: 'measured', note: 'nodes that the stake covers, highest tier first' }
}

function capOf({ poolWei, operatorCapBps }: RewardPolicy): Sourced<bigint> {
  const note = `${operatorCapBps} basis points of the pool for one operator`
  return { value: (poolWei * BigInt(operatorCapBps)) / 10_000n, source: 'policy', note }
}

function countByTier(nodes: readonly NodeEpoch[]): Map<Tier, number> {
  const counts = new Map<Tier, number>()
  for (const { tier } of nodes) counts.set(tier, (counts.get(tier) ?? 0) + 1)
  return counts
}
