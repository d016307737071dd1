import { setTimeout as sleep } from 'node:timers/promises'
import { TIER_FACTS } from '@noderr/protocol'
import { type FollowOptions, followMarket, measurementOf, type Signed } from './follow-market.ts'
import { readNodeSecret } from './identity/node-keys.ts'
import { openCandleSource } from './market/open-source.ts'
import { eventOf, type NodeParts, termsOf } from './node-parts.ts'
import { nodeIdentity } from './predictions/node-identity.ts'
import type { TelemetryService } from './reporting/telemetry-service.ts'
import { guardedSigner, type Line } from './tick.ts'

/**
 * Wires the line from the candle source to the outbox.
 *
 * @throws what {@link openCandleSource} throws.
 */
export async function marketLoop(
  { context, ground, network, history, inference, deliveries, status, bells }: NodeParts,
  telemetry: TelemetryService,
) {
  const { config, dataDir, clock, log } = context
  const { key, guard, database, domain, sessions, metrics } = ground
  const { round, marketNow } = network
  const wait = (ms: number, until: AbortSignal) => sleep(ms, undefined, { signal: until })
  const source = await openCandleSource(config, round, { market: network.clock, clock, sleep: wait })
  const { kind } = TIER_FACTS[config.NODE_TIER]
  const current = () => sessions.last && termsOf(network, sessions.last.leaseEpoch)
  const line: Line = {
    history,
    inference,
    identity: nodeIdentity(config.NODE_ID, key.address, readNodeSecret(dataDir)),
    assignments: round.kinds.includes(kind) ? [{ kind, lane: round.lane, round }] : [],
    signer: guardedSigner(guard, database, domain, key, { current }),
  }
  const onSigned = (signed: readonly Signed[]) => {
    bells.outbox.ring()
    for (const one of signed) {
      const { release, latencyMs } = deliveries.note(one.prediction, one.latencyMs, inference.releases)
      status.noteSigned(one)
      telemetry.record([
        measurementOf(one, clock.now(), release ? `${release.modelId}@${release.version}` : null),
      ])
      context.emit({ event: 'prediction.signed', ...eventOf(context, one.prediction), latencyMs, ...release })
    }
  }
  const options: FollowOptions = {
    line,
    feed: { source, marketNow, deadlineMs: round.deadlineMs },
    metrics,
    log,
    onSigned,
  }
  return {
    run: (signal: AbortSignal) => followMarket(options, signal),
    /** Brings the history up to what a release's features need, where the feed has filled it already. */
    async ensureHistory(candles: number) {
      history.needAtLeast(candles)
      const { last } = history
      if (!last || history.candles.length >= candles) return
      const longer = await source.history(last.closeTime, history.capacity)
      if (history.last !== last || longer.length <= history.candles.length) return
      history.replaceWith(longer)
      inference.warmUp(longer)
    },
  }
}
