import type { ActiveRelease } from './models/active-release.ts'
import { ModelLoader } from './models/model-loader.ts'
import { listenForReleases } from './models/release-stream.ts'
import { ReleaseSync } from './models/release-sync.ts'
import type { NodeParts } from './node-parts.ts'
import { networkBackOff } from './open-network.ts'

/** What keeps the active releases in step with the channel. */
export function releaseSync(
  { context, ground, network, history, inference, bells }: NodeParts,
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

/** Listens to the control plane's push, until the signal is aborted. */
export function releasePush({ context, bells }: NodeParts, signal: AbortSignal): Promise<void> {
  const { config, fetch } = context
  const backOff = networkBackOff(context)
  return listenForReleases({ origin: config.CONTROL_PLANE_URL, fetch, backOff, bell: bells.releases }, signal)
}
