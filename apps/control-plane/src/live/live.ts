import type { EpochView, Kind, Tier } from '@noderr/protocol'

/** What the page shows of the network. Basis points, market milliseconds, wei as decimal strings. */
export interface NetworkLive {
  readonly network: {
    readonly networkId: string
    readonly chainId: number
    readonly symbol: string
    readonly intervalMs: number
    readonly horizonMs: number
    readonly marketTime: number
    readonly speed: number
  }
  readonly nodes: readonly LiveNode[]
  /** Oldest first. */
  readonly candles: readonly LiveCandle[]
  /** Oldest first; the last ones are not settled yet. */
  readonly rounds: readonly LiveRound[]
  readonly scores: readonly LiveScore[]
  /** The last closed epoch with its statements. */
  readonly epoch: EpochView | null
  readonly log: { readonly treeSize: number; readonly treeHead: string } | null
}

export interface LiveNode {
  readonly nodeId: string
  readonly tier: Tier
  readonly operator: string
  readonly release: { readonly modelId: string; readonly version: string } | null
  readonly state: NodeState
  readonly lastPrediction: { readonly closeTime: number; readonly kind: Kind } | null
  readonly latencyP50Ms: number | null
  readonly latencyP99Ms: number | null
  readonly receipts: number
  readonly abstentions: number
  readonly uptimeBps: number | null
}

export type NodeState = 'online' | 'stale' | 'offline'

export interface LiveCandle {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export interface LiveRound {
  readonly kind: Kind
  readonly closeTime: number
  readonly settlesAt: number
  readonly status: 'open' | 'settled' | 'void'
  readonly outcome: 0 | 1 | 2 | null
  readonly valueE9: number | null
  readonly lowerE9: number
  readonly upperE9: number
  /** Empty until the round has settled: predictions are sealed (PROTOCOL §7). */
  readonly predictions: readonly LivePrediction[]
}

export interface LivePrediction {
  readonly nodeId: string
  /** Null for an abstention. */
  readonly bps: readonly [number, number, number] | null
  readonly score: number | null
}

/** How right one node was over its settled rounds, beside the baselines over the same rounds. Scores 0 … 2·10⁸. */
export interface LiveScore {
  readonly nodeId: string
  readonly kind: Kind
  readonly rounds: number
  readonly meanScore: number
  readonly climatology: number
  readonly persistence: number | null
  readonly crowd: number | null
  /** 95 % interval of the mean of score − climatology, by the normal approximation; null below 30 rounds. */
  readonly gainInterval: readonly [number, number] | null
}

const ONLINE_MS = 60_000
const STALE_MS = 600_000

/** Online within a minute of the last sign of life, stale within ten. Wall times. */
export function stateOf(lastSeen: Date | null, now: number): NodeState {
  const silentMs = lastSeen ? now - lastSeen.getTime() : Number.POSITIVE_INFINITY
  if (silentMs <= ONLINE_MS) return 'online'
  return silentMs <= STALE_MS ? 'stale' : 'offline'
}

const FEWEST_ROUNDS = 30
/** The 97.5 % quantile of the normal distribution. */
const Z = 1.96

/** The 95 % interval of a mean from its sample standard deviation. */
export function intervalOf(mean: number, deviation: number | null, n: number): [number, number] | null {
  if (n < FEWEST_ROUNDS || deviation === null) return null
  const half = (Z * deviation) / Math.sqrt(n)
  return [Math.round(mean - half), Math.round(mean + half)]
}
