import type { MarketClock } from '../network/index.ts'
import type { Submitted, Submitter } from './submit-predictions.ts'

/** What may be told of a sealed prediction: that it came, whose it is and how fast; nothing of what it says. */
export type PredictionAccepted = {
  readonly event: 'prediction.accepted'
  readonly nodeId: string
  readonly tier: string
  readonly roundId: string
  readonly kind: string
  readonly symbol: string
  /** The close of the candle that was predicted on, market milliseconds. */
  readonly closeTime: number
  /** Wall milliseconds from the candle's close to the receipt. */
  readonly latencyMs: number
}

/** One event for each prediction that was taken on time. */
export function eventsOf(
  { taken, receivedAt }: Submitted,
  { nodeId, tier }: Submitter,
  clock: MarketClock,
): PredictionAccepted[] {
  return taken
    .filter(({ status }) => status === 'accepted')
    .map(({ roundId, prediction: { kind, symbol, closeTime } }) => ({
      event: 'prediction.accepted',
      nodeId,
      tier,
      roundId,
      kind,
      symbol,
      closeTime,
      latencyMs: Math.round((receivedAt - closeTime) / clock.setting.speed),
    }))
}
