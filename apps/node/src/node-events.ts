import type { Kind, PredictionStatus, Tier } from '@noderr/protocol'

interface PredictionEvent {
  readonly nodeId: string
  readonly tier: Tier
  readonly kind: Kind
  readonly symbol: string
  /** Market milliseconds. */
  readonly closeTime: number
  /** From the candle's arrival to the durable signed prediction. */
  readonly latencyMs: number
  /** The release; left out when there was none. */
  readonly modelId?: string
  readonly version?: string
}

/** What a node tells the process that started it, over IPC. No probabilities: they are sealed. */
export type NodeEvent =
  | { readonly event: 'ready'; readonly nodeId: string; readonly tier: Tier }
  | ({ readonly event: 'prediction.signed' } & PredictionEvent)
  | ({
      readonly event: 'prediction.receipted'
      readonly status: PredictionStatus
      /** From the signed prediction to its verified receipt. */
      readonly receiptMs: number
    } & PredictionEvent)
  | {
      readonly event: 'release.active'
      readonly nodeId: string
      readonly tier: Tier
      readonly modelId: string
      readonly version: string
      readonly digest: string
    }
