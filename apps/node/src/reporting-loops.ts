import { performance } from 'node:perf_hooks'
import type { NodeParts } from './node-parts.ts'
import { eventOf, termsOf } from './node-parts.ts'
import { networkBackOff } from './open-network.ts'
import { beat } from './reporting/heartbeat.ts'
import type { Delivered } from './reporting/outbox.ts'
import { ResultReporter } from './reporting/result-reporter.ts'
import { TelemetryService } from './reporting/telemetry-service.ts'

/** What carries predictions from the outbox to their receipts. */
export function resultReporter({ context, ground, network, deliveries, bells }: NodeParts): ResultReporter {
  const { log, emit } = context
  return new ResultReporter({
    ...ground,
    receiptKey: () => network.description().receiptKey,
    backOff: networkBackOff(context),
    bell: bells.outbox,
    log,
    termsOf: (leaseEpoch) => termsOf(network, leaseEpoch),
    onDelivered(delivered: readonly Delivered[]) {
      for (const { prediction, status } of delivered) {
        const known = deliveries.take(prediction)
        if (!known) continue
        const receiptMs = performance.now() - known.signedAt
        const { latencyMs, release } = known
        const event = { ...eventOf(context, prediction), status, latencyMs, receiptMs, ...release }
        emit({ event: 'prediction.receipted', ...event })
      }
    },
  })
}

/** What keeps measurements and sends them. */
export function telemetryService({ context, ground, bells }: NodeParts): TelemetryService {
  const { config, log } = context
  return new TelemetryService({
    store: ground.telemetry,
    nodeId: config.NODE_ID,
    controlPlane: ground.controlPlane,
    endpoint: config.TELEMETRY_ENDPOINT,
    intervalMs: config.TELEMETRY_INTERVAL,
    backOff: networkBackOff(context),
    bell: bells.telemetry,
    log,
  })
}

/** Says that the node lives, until the signal is aborted. */
export function heartbeat(
  { context, ground, network, status }: NodeParts,
  signal: AbortSignal,
): Promise<void> {
  const { sessions, controlPlane } = ground
  const { heartbeatIntervalMs: intervalMs } = network
  return beat(
    { sessions, controlPlane, intervalMs, status: () => status.heartbeat(), log: context.log },
    signal,
  )
}
