import { readFile } from 'node:fs/promises'
import { type Clock, callRoute, type Fetch, ROUTES } from '@noderr/protocol'
import {
  type ArtifactStore,
  artifactKey,
  type ChannelFile,
  type ChannelKey,
  digestOf,
  metadataKey,
  openRelease,
  parseReleaseTargetPath,
  type ReleaseCandidate,
  ROLE_LIFETIME_MS,
  readChannelMetadata,
  readChannelRoot,
  readReleaseArchive,
  renewChannelRoot,
  signChannel,
  signTimestamp,
  VersionNotPublishedError,
} from '@noderr/releases'
import type { FileKeyRing } from './publishing-keys.ts'

/** Who signs the timestamp after the publishers' part is done. */
export interface TimestampSigner {
  sign(): Promise<{ readonly snapshotVersion: number }>
}

export interface Publication {
  readonly releases: readonly {
    readonly modelId: string
    readonly version: string
    readonly digest: string
  }[]
  /** Names of the metadata files written; none when the channel said all of it already. */
  readonly files: readonly string[]
  /** The snapshot that the timestamp names; undefined when nobody was asked to sign it. */
  readonly snapshotVersion: number | undefined
}

/**
 * Publishes packages: bytes first, then the tiers' metadata, then the snapshot, then the timestamp. Until the last of
 * these stands, clients see the state before; a publication that was cut off is done again with the same call.
 *
 * One publisher at a time per store.
 */
export class ModelUploader {
  readonly #store: ArtifactStore
  readonly #keys: FileKeyRing
  readonly #clock: Clock
  readonly #timestamp: TimestampSigner | undefined

  constructor(store: ArtifactStore, keys: FileKeyRing, clock: Clock, timestamp: TimestampSigner | undefined) {
    this.#store = store
    this.#keys = keys
    this.#clock = clock
    this.#timestamp = timestamp
  }

  /**
   * Publishes package files in one change of the channel; without any, brings the channel itself up to date. Reads
   * archives, never runs a model.
   *
   * @throws {@link ForeignChannelError} when the store holds another channel, {@link VersionTakenError},
   * {@link SequenceNotNewError}, and what reading archives, keys and store throws.
   */
  async publish(packages: readonly string[]): Promise<Publication> {
    const candidates = await Promise.all(packages.map((path) => readCandidate(path)))
    await this.#requireOwnChannel()
    const change = {
      releases: candidates.map(({ candidate }) => candidate),
      network: await this.#keys.findNetwork(),
    }
    const files = await signChannel(await readChannelMetadata(this.#store), change, this.#keys, this.#clock)
    for (const { candidate, archive } of candidates)
      await this.#store.put(artifactKey(candidate.manifest.id, candidate.manifest.version), archive)
    return this.#finish(change.releases, files)
  }

  /**
   * Names a published version of a model as the one to run in all its tiers: a roll-back, or the way forward again.
   *
   * @throws {@link VersionNotPublishedError}.
   */
  async rollBack(modelId: string, version: string): Promise<Publication> {
    await this.#requireOwnChannel()
    const channel = await readChannelMetadata(this.#store)
    const isPublished = [...(channel?.tiers.values() ?? [])].some(({ signed }) =>
      Object.keys(signed.targets).some((path) => parseReleaseTargetPath(path)?.modelId === modelId),
    )
    if (!isPublished) throw new VersionNotPublishedError(modelId, version)
    const change = { releases: [], current: [{ modelId, version }] }
    return this.#finish([], await signChannel(channel, change, this.#keys, this.#clock))
  }

  /** Signs anew whatever has lived half its life, the root included, so that an idle or expired channel goes on. */
  async resign(): Promise<Publication> {
    await this.#requireOwnChannel()
    const root = await readChannelRoot(this.#store)
    const isOld = root && Date.parse(root.signed.expires) - this.#clock.now() < ROLE_LIFETIME_MS.root / 2
    const renewed = isOld ? [await renewChannelRoot(root, this.#keys, this.#clock)] : []
    await this.#write(renewed)
    const publication = await this.publish([])
    return { ...publication, files: [...renewed.map(({ name }) => name), ...publication.files] }
  }

  async #finish(releases: readonly ReleaseCandidate[], files: readonly ChannelFile[]): Promise<Publication> {
    await this.#write(files)
    const signed = await this.#timestamp?.sign()
    return {
      releases: releases.map(({ manifest, artifact }) => ({
        modelId: manifest.id,
        version: manifest.version,
        digest: artifact.digest,
      })),
      files: files.map(({ name }) => name),
      snapshotVersion: signed?.snapshotVersion,
    }
  }

  async #requireOwnChannel(): Promise<void> {
    const own = await this.#keys.root()
    const stored = await this.#store.find(metadataKey('1.root.json'))
    if (!stored) return this.#store.put(metadataKey('1.root.json'), own)
    if (!Buffer.from(stored).equals(own)) throw new ForeignChannelError()
  }

  async #write(files: readonly ChannelFile[]): Promise<void> {
    for (const { name, bytes } of files) await this.#store.put(metadataKey(name), bytes)
  }
}

/** Asks the control plane, which verifies the channel again before it signs. */
export function remoteTimestampSigner(baseUrl: string, token: string, fetch: Fetch): TimestampSigner {
  return {
    sign: () =>
      callRoute(ROUTES.publishChannel, { body: {} }, { baseUrl, fetch, authorization: `Publisher ${token}` }),
  }
}

/** Signs with a timestamp key at hand: for tests and for a store without a control plane. */
export function localTimestampSigner(store: ArtifactStore, key: ChannelKey, clock: Clock): TimestampSigner {
  return { sign: () => signTimestamp(store, key, clock) }
}

async function readCandidate(path: string): Promise<{ candidate: ReleaseCandidate; archive: Uint8Array }> {
  const archive = await readFile(path)
  const { manifest } = openRelease(await readReleaseArchive([archive]))
  return { candidate: { manifest, artifact: { length: archive.length, digest: digestOf(archive) } }, archive }
}

class ForeignChannelError extends Error {
  override readonly name = 'ForeignChannelError'
  readonly code = 'publisher.foreign-channel'

  constructor() {
    super(
      "the store holds a channel of another root; publish with that channel's keys or into an empty store",
    )
  }
}
