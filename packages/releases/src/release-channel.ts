import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Digest, Tier } from '@noderr/protocol'
import { type TargetFile, Updater } from 'tuf-js'
import type { ExpectedArtifact } from './artifact-download.ts'
import {
  NETWORK_TARGET,
  networkFileName,
  parseReleaseTargetPath,
  type ReleaseStatement,
  releaseStatementSchema,
  releaseTargetPath,
  tierRole,
} from './channel-layout.ts'
import { digestHex, digestOf, toDigest } from './digest.ts'
import { writeDurably } from './durable-file.ts'
import { type ChannelVersions, raiseHighWaterMark, type SeenChannel } from './high-water-mark.ts'
import { MetadataFetcher } from './metadata-fetcher.ts'
import type { MetadataSource } from './metadata-source.ts'

/** A release as its publishers signed it for one tier. */
export interface SignedRelease extends ReleaseStatement, ExpectedArtifact {
  readonly tier: Tier
}

/** What the channel said at one refresh; immutable. */
export interface ChannelState {
  readonly versions: ChannelVersions
  /** Length and digest of `network.json`; undefined before its publication. */
  readonly network: ExpectedArtifact | undefined
  /** The releases of the tiers asked for, highest sequence first. */
  readonly releases: readonly SignedRelease[]
}

export interface ReleaseChannelOptions {
  /** The bytes of `1.root.json`, from the software or the operator's bundle: where all trust starts. */
  readonly trustedRoot: Uint8Array
  readonly source: MetadataSource
  /** A folder of this channel's own, for copies of metadata and the high-water mark. */
  readonly directory: string
  readonly tiers: readonly Tier[]
}

/** What is read of a metadata file that tuf-js has verified and kept. */
interface MetadataCopy {
  readonly signed: {
    readonly version?: unknown
    readonly targets?: object
    readonly roles?: { readonly timestamp?: { readonly keyids: readonly string[] } }
  }
}

const NETWORK_LIMIT = 256 * 1024
const HIGH_WATER_MARK = 'high-water-mark.json'

/**
 * A verifying client of a release channel. Believes what the publishers' keys signed, in TUF's order of trust from
 * the root it was given, and neither its source nor a state older than one it has seen.
 *
 * Reads metadata only; artifacts come by {@link downloadArtifact}. Time is the machine's: TUF lives on wall time.
 */
export class ReleaseChannel {
  readonly #options: ReleaseChannelOptions
  #turn: Promise<unknown> = Promise.resolve()

  constructor(options: ReleaseChannelOptions) {
    this.#options = options
  }

  /**
   * Brings the metadata up to the source and gives what it says. Refreshes asked for at once run one after the other.
   *
   * @throws {@link ChannelUnavailableError} when the source has no answer (try again), {@link ChannelRefusedError} when
   * what it gave does not verify or has expired, {@link ChannelRollbackError} when it went back.
   */
  refresh(signal?: AbortSignal): Promise<ChannelState> {
    const next = this.#turn.then(() => this.#refresh(signal))
    this.#turn = next.catch(() => undefined)
    return next
  }

  /**
   * The verified bytes of `network.json`.
   *
   * @throws {@link ChannelUnavailableError}, {@link ChannelRefusedError}.
   */
  async readNetwork(state: ChannelState, signal?: AbortSignal): Promise<Uint8Array> {
    const expected = state.network
    if (!expected) throw new ChannelUnavailableError(`the channel has no ${NETWORK_TARGET} yet`)
    const bytes = await this.#findNetwork(expected.digest, signal)
    if (!bytes) throw new ChannelUnavailableError(`the source has no ${NETWORK_TARGET}`)
    if (bytes.length !== expected.length || digestOf(bytes) !== expected.digest)
      throw new ChannelRefusedError(`${NETWORK_TARGET} is not the signed one`)
    return bytes
  }

  async #refresh(signal: AbortSignal | undefined): Promise<ChannelState> {
    signal?.throwIfAborted()
    const { directory, source, tiers, trustedRoot } = this.#options
    await mkdir(directory, { recursive: true })
    // Every refresh walks from the trusted root, so that a torn copy of a newer one cannot lock the channel.
    await writeDurably(join(directory, 'root.json'), trustedRoot)
    const fetcher = new MetadataFetcher(source, signal)
    try {
      const updater = new Updater({
        metadataDir: directory,
        metadataBaseUrl: MetadataFetcher.baseUrl,
        fetcher,
        config: { prefixTargetsWithHash: false },
      })
      await updater.refresh()
      const { timestampKeys, ...versions } = await this.#readSeen()
      await raiseHighWaterMark(join(directory, HIGH_WATER_MARK), { timestampKeys, ...versions })
      const network = await updater.getTargetInfo(NETWORK_TARGET)
      const releases: SignedRelease[] = []
      for (const tier of tiers) releases.push(...(await this.#releasesOf(tier, updater)))
      return {
        versions,
        network: network && expectedOf(network),
        releases: releases.sort((a, b) => b.sequence - a.sequence),
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (fetcher.failure)
        throw new ChannelUnavailableError(fetcher.failure.what, { cause: fetcher.failure.cause })
      throw isOurs(error) ? error : new ChannelRefusedError(reasonOf(error), { cause: error })
    }
  }

  /** Out of the files that a refresh has just verified. */
  async #readSeen(): Promise<SeenChannel> {
    const { signed: root } = await this.#readCopy('root')
    return {
      root: Number(root.version),
      timestamp: Number((await this.#readCopy('timestamp')).signed.version),
      snapshot: Number((await this.#readCopy('snapshot')).signed.version),
      timestampKeys: [...(root.roles?.timestamp?.keyids ?? [])].sort(),
    }
  }

  /**
   * tuf-js answers for one path at a time and does not list. Asking for a path that cannot exist makes it verify the
   * tier's role; its copy then names the paths, and each is asked for again, so that the copy is never believed.
   */
  async #releasesOf(tier: Tier, updater: Updater): Promise<SignedRelease[]> {
    await updater.getTargetInfo(releaseTargetPath({ tier, modelId: '-', version: '0.0.0-0' }))
    const { signed } = await this.#readCopy(tierRole(tier))
    const releases: SignedRelease[] = []
    for (const path of Object.keys(signed.targets ?? {})) {
      const named = parseReleaseTargetPath(path)
      if (named?.tier !== tier) throw new ChannelRefusedError(`${tierRole(tier)} signs the path ${path}`)
      const target = await updater.getTargetInfo(path)
      if (target) releases.push(toSignedRelease(tier, path, target))
    }
    return releases
  }

  async #readCopy(role: string): Promise<MetadataCopy> {
    return JSON.parse(await readFile(join(this.#options.directory, `${role}.json`), 'utf8'))
  }

  async #findNetwork(digest: Digest, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
    try {
      return await this.#options.source.find(networkFileName(digestHex(digest)), NETWORK_LIMIT, signal)
    } catch (cause) {
      signal?.throwIfAborted()
      throw new ChannelUnavailableError(reasonOf(cause), { cause })
    }
  }
}

/**
 * The release that each model's newest statement names as current, one per model. A statement whose current release
 * is not signed names nothing.
 */
export function currentReleases(releases: readonly SignedRelease[]): readonly SignedRelease[] {
  const governing = new Map<string, SignedRelease>()
  for (const release of releases) {
    const key = `${release.tier}/${release.modelId}`
    if (release.sequence > (governing.get(key)?.sequence ?? 0)) governing.set(key, release)
  }
  return [...governing.values()].flatMap((statement) =>
    releases.filter(
      (release) =>
        release.tier === statement.tier &&
        release.modelId === statement.modelId &&
        release.version === statement.current &&
        release.sequence >= statement.minSequence,
    ),
  )
}

function toSignedRelease(tier: Tier, path: string, target: TargetFile): SignedRelease {
  const statement = releaseStatementSchema.safeParse(target.custom)
  if (!statement.success) throw new ChannelRefusedError(`${path} is signed without a statement`)
  const { modelId, version } = statement.data
  if (releaseTargetPath({ tier, modelId, version }) !== path)
    throw new ChannelRefusedError(`${path} is signed with the statement of ${modelId} ${version}`)
  return { ...statement.data, ...expectedOf(target), tier }
}

function expectedOf(target: TargetFile): ExpectedArtifact {
  const { sha256 } = target.hashes
  if (!sha256) throw new ChannelRefusedError(`${target.path} is signed without a sha256`)
  return { length: target.length, digest: toDigest(sha256) }
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('channel.')
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** No answer, or none yet. What runs goes on running; try again later. */
export class ChannelUnavailableError extends Error {
  override readonly name = 'ChannelUnavailableError'
  readonly code = 'channel.unavailable'

  constructor(what: string, options?: ErrorOptions) {
    super(`the release channel cannot be read now: ${what}; try again later`, options)
  }
}

/** The answer is not what the publishers' keys signed, or has expired. What runs goes on running. */
export class ChannelRefusedError extends Error {
  override readonly name = 'ChannelRefusedError'
  readonly code = 'channel.refused'
  readonly reason: string

  constructor(reason: string, options?: ErrorOptions) {
    super(`the release channel was refused: ${reason}`, options)
    this.reason = reason
  }
}
