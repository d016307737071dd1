import { Bell } from './back-off.ts'
import { DeliveryLog } from './delivery-log.ts'
import { describeError } from './log.ts'
import { MarketHistory } from './market/market-history.ts'
import { InferenceService } from './models/inference-service.ts'
import type { NodeContext } from './node-context.ts'
import type { NodeGround } from './node-ground.ts'
import { NodeStatus } from './node-status.ts'
import type { OpenNetwork } from './open-network.ts'
import type { BatchTerms } from './predictions/guard.ts'
import type { Delivered } from './reporting/outbox.ts'

/** What the loops of a node share. They never call each other: they meet here, and on disk. */
export interface NodeParts {
  readonly context: NodeContext
  readonly ground: NodeGround
  readonly network: OpenNetwork
  readonly history: MarketHistory
  readonly inference: InferenceService
  readonly deliveries: DeliveryLog
  readonly status: NodeStatus
  readonly bells: { readonly outbox: Bell; readonly telemetry: Bell; readonly releases: Bell }
}

/** Makes the shared parts; nothing is started. */
export function assemble(context: NodeContext, ground: NodeGround, network: OpenNetwork): NodeParts {
  const { log } = context
  const history = new MarketHistory(network.round.interval, network.round.horizonMs)
  const inference = new InferenceService((error, { release }) =>
    log.warn(
      { err: describeError(error), modelId: release.manifest.id },
      'an inference failed; the node abstains',
    ),
  )
  return {
    context,
    ground,
    network,
    history,
    inference,
    deliveries: new DeliveryLog(),
    status: new NodeStatus(context, ground, history, inference),
    bells: { outbox: new Bell(), telemetry: new Bell(), releases: new Bell() },
  }
}

/** A batch is good for one horizon: what comes later than that is late by any deadline. */
export function termsOf({ marketNow, round }: OpenNetwork, leaseEpoch: string): BatchTerms {
  const issuedAt = marketNow()
  return { leaseEpoch, issuedAt, expiresAt: issuedAt + round.horizonMs }
}

/** What every event about a prediction says. */
export function eventOf({ config }: NodeContext, { kind, symbol, closeTime }: Delivered['prediction']) {
  return { nodeId: config.NODE_ID, tier: config.NODE_TIER, kind, symbol, closeTime }
}
