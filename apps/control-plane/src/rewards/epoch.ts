import type { Address, NodeId, Tier } from '@noderr/protocol'
import {
  historyBps,
  type NodeEpoch,
  type OperatorEpoch,
  qualityBps,
  type RewardStatement,
  type Sourced,
  trustForPay,
  unmeasured,
} from '@noderr/scoring'

/** A span of candle closes, market milliseconds; `to` is exclusive. */
export interface EpochSpan {
  readonly epoch: number
  readonly fromMs: number
  readonly toMs: number
}

/** The epoch after another one, or the first, which begins with the first round. All are equally long. */
export function nextEpoch(
  last: EpochSpan | undefined,
  firstOpensAt: number | undefined,
  lengthMs: number,
): EpochSpan | undefined {
  const fromMs = last ? last.toMs : firstOpensAt
  if (fromMs === undefined) return undefined
  return { epoch: last ? last.epoch + 1 : 0, fromMs, toMs: fromMs + lengthMs }
}

/** What an epoch's receipts say about one node: rounds that were not void, in the network's lane. */
export interface MeasuredNode {
  readonly nodeId: NodeId
  readonly operator: Address
  readonly tier: Tier
  readonly assignedRounds: number
  /** Opinions that came on time and were not contradicted. */
  readonly onTimeRounds: number
  readonly lateRounds: number
  /** Scores of its last epochs in basis points, the newest first. */
  readonly pastScoresBps: readonly number[]
}

/** Groups nodes under their operators with every factor and where it came from. */
export function operatorsOf(measured: readonly MeasuredNode[]): OperatorEpoch[] {
  const byOperator = Map.groupBy(measured, ({ operator }) => operator)
  return [...byOperator].map(([operator, nodes]) => ({
    operator,
    // No chain is read yet: the statement says that the stake was not checked.
    leastStakeWei: null,
    nodes: nodes.map(factorsOf),
  }))
}

/** The score by which an epoch enters a node's history: how much of its work came, and how well. */
export function epochScoreBps({ uptimeBps, qualityBps: quality }: RewardStatement): number {
  return Math.floor((uptimeBps.value * quality.value) / 10_000)
}

function factorsOf(node: MeasuredNode): NodeEpoch {
  const { nodeId, tier, assignedRounds, onTimeRounds } = node
  return {
    nodeId,
    tier,
    assignedRounds,
    onTimeRounds,
    qualityBps: qualityOf(node),
    trustBps: trustOf(node),
    penaltyBps: {
      value: 10_000,
      source: 'default',
      note: 'good standing: the penalty ladder does not run yet',
    },
  }
}

function qualityOf({ onTimeRounds, lateRounds }: MeasuredNode): Sourced<number> {
  const sent = onTimeRounds + lateRounds
  const timelinessBps = sent === 0 ? 0 : Math.floor((10_000 * onTimeRounds) / sent)
  return {
    value: qualityBps(10_000, timelinessBps),
    source: 'not-checked',
    note: `${onTimeRounds} of ${sent} receipts on time; correctness under recomputation was not checked and counts as whole`,
  }
}

function trustOf({ tier, pastScoresBps }: MeasuredNode): Sourced<number> {
  const past = historyBps(pastScoresBps)
  const history: Sourced<number> =
    past === null
      ? unmeasured(tier, 'its first epoch')
      : { value: past, source: 'measured', note: `its last ${Math.min(10, pastScoresBps.length)} epochs` }
  const value = trustForPay({
    uptime: unmeasured(tier, 'a factor of its own'),
    quality: unmeasured(tier, 'a factor of its own'),
    governance: unmeasured(tier, 'no votes are counted yet'),
    peer: unmeasured(tier, 'no peer reviews are counted yet'),
    stake: unmeasured(tier, 'no chain is configured'),
    history,
  })
  const note = `history: ${history.note}; governance, peer and stake at the tier's default`
  return { value, source: history.source, note }
}
