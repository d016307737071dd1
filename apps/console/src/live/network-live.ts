import type { EpochView, Kind, Tier } from '@noderr/protocol'

/** What the page shows, as `network.live` answers it. Basis points, market milliseconds, wei as decimal strings. */
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
  readonly epoch: EpochView | null
  readonly log: { readonly treeSize: number; readonly treeHead: string } | null
}

export interface LiveNode {
  readonly nodeId: string
  readonly tier: Tier
  readonly operator: string
  readonly release: { readonly modelId: string; readonly version: string } | null
  readonly state: 'online' | 'stale' | 'offline'
  readonly lastPrediction: { readonly closeTime: number; readonly kind: Kind } | null
  readonly latencyP50Ms: number | null
  readonly latencyP99Ms: number | null
  readonly receipts: number
  readonly abstentions: number
  readonly uptimeBps: number | null
}

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
  /** Empty until the round has settled. */
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
  /** 95 % interval of the mean of score − climatology. */
  readonly gainInterval: readonly [number, number] | null
}
