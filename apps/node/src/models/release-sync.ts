import { type Digest, type Network, networkSchema } from '@noderr/protocol'
import { type ChannelState, currentReleases, type ReleaseChannel } from '@noderr/releases'
import type { Bell } from '../back-off.ts'
import { describeError, type Logger } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { ActiveRelease } from './active-release.ts'
import type { InferenceService } from './inference-service.ts'
import { readLastGood, writeLastGood } from './last-good.ts'
import type { ModelLoader, WantedRelease } from './model-loader.ts'

const MOST_BREAKDOWNS = 3

export interface ReleaseSyncOptions {
  readonly channel: ReleaseChannel
  readonly loader: ModelLoader
  readonly inference: InferenceService
  readonly lastGoodPath: string
  readonly log: Logger
  readonly metrics: Metrics
  /** Rung by the push of the control plane. */
  readonly bell: Bell
  readonly pollMs: number
  /** Sees to it that the history reaches as far back as the release's features need. */
  readonly ensureHistory: (candles: number) => Promise<void>
  /** Feeds a release's features with what the history has. */
  readonly catchUp: (release: ActiveRelease) => void
  readonly onActive: (releases: readonly ActiveRelease[]) => void
  /** Verified bytes of network.json whenever the channel has been read. */
  readonly onNetwork: (network: Network) => void
}

/**
 * Keeps the releases that run in step with the signed channel. What cannot be read, verified, loaded or proven is
 * logged and left; the releases that run go on running, and are the first to run after a restart.
 */
export class ReleaseSync {
  readonly #options: ReleaseSyncOptions
  #running = new Map<string, { readonly wanted: WantedRelease; readonly active: ActiveRelease }>()

  readonly #watched = new WeakSet<ActiveRelease>()
  /** How often the worker of an archive has died under it; after some times it is left alone until a restart. */
  readonly #breakdowns = new Map<Digest, number>()

  constructor(options: ReleaseSyncOptions) {
    this.#options = options
  }

  /** Starts the releases that ran last, from disk alone if possible. */
  async restore(signal: AbortSignal): Promise<void> {
    await this.#adopt(readLastGood(this.#options.lastGoodPath), signal)
  }

  /** Reads the channel now, then at every push and at every interval, until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { bell, pollMs } = this.#options
    while (!signal.aborted) {
      await this.sync(signal)
      await bell.wait(pollMs, signal)
    }
  }

  /** Reads the channel once and adopts what it names. @returns Whether the channel could be read. */
  async sync(signal: AbortSignal): Promise<boolean> {
    const { channel, onNetwork } = this.#options
    try {
      const state = await channel.refresh(signal)
      if (state.network) onNetwork(await readNetworkOf(channel, state, signal))
      await this.#adopt(currentReleases(state.releases), signal)
      return true
    } catch (error) {
      if (isHalt(error)) throw error
      if (!signal.aborted) this.#noteFailure(error, 'the release channel was not read; what runs goes on')
      return false
    }
  }

  /** Ends every engine. */
  async close(): Promise<void> {
    for (const { active } of this.#running.values()) await active.engine.terminate()
  }

  async #adopt(wanted: readonly WantedRelease[], signal: AbortSignal): Promise<void> {
    const next = new Map<string, { wanted: WantedRelease; active: ActiveRelease }>()
    for (const release of wanted) {
      const running = this.#running.get(release.modelId)
      const chosen =
        running?.wanted.digest === release.digest ? running : await this.#tryLoad(release, signal)
      if (chosen ?? running) next.set(release.modelId, (chosen ?? running) as NonNullable<typeof running>)
    }
    // A model that the channel names no more is left; an empty answer leaves everything as it was.
    if (wanted.length > 0 && !signal.aborted) await this.#activate(next)
  }

  async #tryLoad(wanted: WantedRelease, signal: AbortSignal) {
    if ((this.#breakdowns.get(wanted.digest) ?? 0) > MOST_BREAKDOWNS) return undefined
    const { loader, ensureHistory, catchUp, log } = this.#options
    try {
      const active = await loader.load(wanted, signal)
      await ensureHistory(active.release.featureSchema.lookback)
      catchUp(active)
      log.info(
        { modelId: wanted.modelId, version: wanted.version, digest: wanted.digest },
        'release loaded and proven',
      )
      return { wanted, active }
    } catch (error) {
      if (!signal.aborted)
        this.#noteFailure(error, `release ${wanted.modelId} ${wanted.version} was refused; what runs goes on`)
      return undefined
    }
  }

  async #activate(next: Map<string, { wanted: WantedRelease; active: ActiveRelease }>): Promise<void> {
    const { inference, lastGoodPath, loader, catchUp, onActive } = this.#options
    const active = [...next.values()].map((entry) => entry.active)
    const unchanged =
      active.length === inference.releases.length && active.every((one) => inference.releases.includes(one))
    if (unchanged) return
    // No await between the two: a candle that came while others loaded must not be missed.
    for (const release of active) catchUp(release)
    const left = inference.swap(active)
    this.#running = next
    for (const { wanted, active: loaded } of next.values()) this.#watch(wanted, loaded)
    await writeLastGood(
      lastGoodPath,
      [...next.values()].map((entry) => entry.wanted),
    )
    onActive(active)
    for (const release of left) await release.engine.terminate()
    await loader.prune(active.map((release) => release.digest))
  }

  /** A worker that ends by itself takes its release out of service and has it loaded again, a few times. */
  #watch(wanted: WantedRelease, active: ActiveRelease): void {
    if (this.#watched.has(active)) return
    this.#watched.add(active)
    void active.engine.ended.then((reason) => {
      if (!reason || this.#running.get(wanted.modelId)?.active !== active) return
      const { inference, bell } = this.#options
      this.#noteFailure(reason, `release ${wanted.modelId} ${wanted.version} broke down and is loaded again`)
      this.#breakdowns.set(wanted.digest, (this.#breakdowns.get(wanted.digest) ?? 0) + 1)
      this.#running.delete(wanted.modelId)
      inference.swap(inference.releases.filter((release) => release !== active))
      bell.ring()
    })
  }

  #noteFailure(error: unknown, message: string): void {
    const { log, metrics } = this.#options
    metrics.releaseFailures += 1
    log.warn({ err: describeError(error) }, message)
  }
}

/**
 * Reads the network's description out of a verified state of the channel.
 *
 * @throws what {@link ReleaseChannel.readNetwork} throws.
 */
export async function readNetworkOf(
  channel: ReleaseChannel,
  state: ChannelState,
  signal: AbortSignal,
): Promise<Network> {
  const bytes = await channel.readNetwork(state, signal)
  return networkSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')))
}

function isHalt(error: unknown): boolean {
  return error instanceof Error && 'disposition' in error && error.disposition === 'halt'
}
