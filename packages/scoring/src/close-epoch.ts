import type { Address, Bytes32 } from '@noderr/protocol'
import { type OperatorEpoch, shrinkTo, stateOperator } from './operator-epoch.ts'
import { buildRewardTree, type RewardLeaf } from './reward-leaf.ts'
import { type RewardPolicy, validateRewardPolicy } from './reward-policy.ts'
import type { RewardStatement } from './reward-statement.ts'

/** Everything that an epoch's money follows from. */
export interface EpochInput {
  readonly epochId: string
  readonly policy: RewardPolicy
  /** In any order; each operator and each node once. */
  readonly operators: readonly OperatorEpoch[]
}

/** An epoch's money: who is paid what, why, and the root that proves it. */
export interface ClosedEpoch {
  /** One per node, by node id; a node that is paid nothing has one too. */
  readonly statements: readonly RewardStatement[]
  /** One per wallet that is paid, by wallet, with its proof. */
  readonly leaves: readonly RewardLeaf[]
  /** Null when no wallet is paid. */
  readonly root: Bytes32 | null
  /** min(pool, Σ of what the operators may have). */
  readonly totalWei: bigint
  /** What is left of the pool for the next epoch. */
  readonly rolloverWei: bigint
}

/**
 * Turns what an epoch measured into money: a statement per node, a leaf per wallet, one root (PROTOCOL §9).
 *
 * Each node's raw reward is shared by its operator's seats, each operator is held to his cap, then all are held to
 * the pool. The last two shrink by largest remainder, ties by node id, and only when they must: a node alone gets
 * its own raw reward and never the pool. The order of the input changes nothing.
 *
 * @throws {@link RepeatedInEpochError} for an operator (in whatever case) or a node that stands twice.
 * @throws {@link FactorOutOfRangeError} for a figure outside its limits: nothing is paid on a guess.
 */
export function closeEpoch({ epochId, policy, operators }: EpochInput): ClosedEpoch {
  validateRewardPolicy(policy)
  refuseRepeats(
    'operator',
    operators.map(({ operator }) => operator),
  )
  refuseRepeats(
    'node',
    operators.flatMap(({ nodes }) => nodes.map(({ nodeId }) => nodeId)),
  )
  const capped = operators
    .flatMap((operator) => stateOperator(epochId, policy, operator))
    .sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
  const paid = shrinkTo(
    policy.poolWei,
    capped.map(({ cappedWei }) => cappedWei),
  )
  const statements = capped.map((one, index) => ({ ...one, paidWei: paid[index] ?? 0n }))
  const totalWei = paid.reduce((all, amount) => all + amount, 0n)
  const { root, leaves } = buildRewardTree(sumByWallet(statements))
  return { statements, leaves, root, totalWei, rolloverWei: policy.poolWei - totalWei }
}

function sumByWallet(statements: readonly RewardStatement[]) {
  const amounts = new Map<Address, bigint>()
  for (const { operator, paidWei } of statements)
    amounts.set(operator, (amounts.get(operator) ?? 0n) + paidWei)
  return [...amounts].map(([wallet, amountWei]) => ({ wallet, amountWei }))
}

function refuseRepeats(what: 'operator' | 'node', names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names.map((text) => text.toLowerCase())) {
    if (seen.has(name)) throw new RepeatedInEpochError(what, name)
    seen.add(name)
  }
}

export class RepeatedInEpochError extends Error {
  override readonly name = 'RepeatedInEpochError'
  readonly code = 'reward.repeated-in-epoch'
  readonly what: 'operator' | 'node'
  readonly id: string

  constructor(what: 'operator' | 'node', id: string) {
    super(`${what} ${id} stands twice in the epoch; give each once, an operator with all of his nodes`)
    this.what = what
    this.id = id
  }
}
