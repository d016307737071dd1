import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { TIER_FACTS } from '@noderr/protocol'
import { Bell } from './back-off.ts'
import { DeliveryLog } from './delivery-log.ts'
import { type FollowOptions, followMarket, measurementOf, type Signed } from './follow-market.ts'
import { readNodeSecret } from './identity/node-keys.ts'
import { describeError } from './log.ts'
import { MarketHistory } from './market/market-history.ts'
import { openCandleSource } from './market/open-source.ts'
import type { ActiveRelease } from './models/active-release.ts'
import { InferenceService } from './models/inference-service.ts'
import { ModelLoader } from './models/model-loader.ts'
import { listenForReleases } from './models/release-stream.ts'
import { ReleaseSync } from './models/release-sync.ts'
import type { NodeContext } from './node-context.ts'
import { type NodeGround, openGround } from './node-ground.ts'
import { NodeStatus } from './node-status.ts'
import { networkBackOff, type OpenNetwork, openNetwork } from './open-network.ts'
import type { BatchTerms } from './predictions/guard.ts'
import { nodeIdentity } from './predictions/node-identity.ts'
import { beat } from './reporting/heartbeat.ts'
import type { Delivered } from './reporting/outbox.ts'
import { ResultReporter } from './reporting/result-reporter.ts'
import { TelemetryService } from './reporting/telemetry-service.ts'
import { runTogether } from './run-together.ts'
import { guardedSigner, type Line } from './tick.ts'

/** What still waits is sent for so long on the way out. */
const DRAIN_MS = 4_000

/** A node whose parts are made and wired, and not yet started. */
interface Node {
  readonly context: NodeContext
  readonly ground: NodeGround
  readonly network: OpenNetwork
  readonly history: MarketHistory
  readonly inference: InferenceService
  readonly deliveries: DeliveryLog
  readonly status: NodeStatus
  readonly bells: { readonly outbox: Bell; readonly telemetry: Bell; readonly releases: Bell }
}

/**
 * Runs a node until the signal is aborted. Everything is made, wired and started here and has stopped when this
 * returns; the loops meet in the active releases (memory), the outbox (disk) and the metrics.
 *
 * @throws an error with `disposition: 'halt'` where going on, or starting again, would be wrong.
 */
export async function runNode(context: NodeContext, signal: AbortSignal): Promise<void> {
  await using ground = await openGround(context)
  const network = await openNetwork(context, ground, signal)
  const node = assemble(context, ground, network)
  const { bells } = node
  const { fetch, config, emit } = context
  const reporter = resultReporter(node)
  const telemetry = telemetryService(node)
  const market = await marketLoop(node, telemetry)
  const sync = releaseSync(node, market.ensureHistory)
  try {
    await sync.restore(signal)
    if (node.inference.releases.length === 0) await sync.sync(signal)
    await ground.sessions
      .get(signal)
      .catch((error) => context.log.info({ err: describeError(error) }, 'no session yet'))
    emit({ event: 'ready', nodeId: config.NODE_ID, tier: config.NODE_TIER })
    context.log.info({ releases: node.status.releases() }, 'node is ready')
    await runTogether(signal, [
      market.run,
      (until) => sync.run(until),
      (until) =>
        listenForReleases(
          { origin: config.CONTROL_PLANE_URL, fetch, backOff: networkBackOff(context), bell: bells.releases },
          until,
        ),
      (until) => reporter.run(until),
      (until) => telemetry.run(until),
      (until) => heartbeat(node, until),
      (until) => node.status.keepWriting(until),
    ])
    await drain(reporter, telemetry)
  } finally {
    await sync.close()
    node.status.write()
  }
}

function assemble(context: NodeContext, ground: NodeGround, network: OpenNetwork): Node {
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

async function marketLoop(
  { context, ground, network, history, inference, deliveries, status, bells }: Node,
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

function releaseSync(
  { context, ground, network, history, inference, bells }: Node,
  ensureHistory: (candles: number) => Promise<void>,
): ReleaseSync {
  const { config, dataDir, fetch, log, emit } = context
  const { NODE_ID: nodeId, NODE_TIER: tier, CONTROL_PLANE_URL: origin } = config
  return new ReleaseSync({
    channel: network.channel,
    loader: new ModelLoader({ directory: dataDir.models, origin, fetch, tier }),
    inference,
    lastGoodPath: dataDir.lastGood,
    log,
    metrics: ground.metrics,
    bell: bells.releases,
    pollMs: config.RELEASE_POLL_INTERVAL,
    ensureHistory,
    catchUp: (release) => release.catchUp(history.candles),
    onNetwork: network.adopt,
    onActive(releases: readonly ActiveRelease[]) {
      for (const { release, digest } of releases) {
        const { id: modelId, version } = release.manifest
        emit({ event: 'release.active', nodeId, tier, modelId, version, digest })
      }
    },
  })
}

function resultReporter({ context, ground, network, deliveries, bells }: Node): ResultReporter {
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

function telemetryService({ context, ground, bells }: Node): TelemetryService {
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

function heartbeat({ context, ground, network, status }: Node, signal: AbortSignal): Promise<void> {
  const { sessions, controlPlane } = ground
  const { heartbeatIntervalMs: intervalMs } = network
  return beat(
    { sessions, controlPlane, intervalMs, status: () => status.heartbeat(), log: context.log },
    signal,
  )
}

/** A batch is good for one horizon: what comes later than that is late by any deadline. */
function termsOf({ marketNow, round }: OpenNetwork, leaseEpoch: string): BatchTerms {
  const issuedAt = marketNow()
  return { leaseEpoch, issuedAt, expiresAt: issuedAt + round.horizonMs }
}

function eventOf({ config }: NodeContext, { kind, symbol, closeTime }: Delivered['prediction']) {
  return { nodeId: config.NODE_ID, tier: config.NODE_TIER, kind, symbol, closeTime }
}

async function drain(reporter: ResultReporter, telemetry: TelemetryService): Promise<void> {
  const until = AbortSignal.timeout(DRAIN_MS)
  const gone = (): false => false
  while (await reporter.deliverOldest(until).catch(gone));
  while (await telemetry.deliver(until).catch(gone));
}
