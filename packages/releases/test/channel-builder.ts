import type { Clock, Tier } from '@noderr/protocol'
import type { TargetFile } from '@tufjs/models'
import {
  type ChannelChange,
  type ChannelFile,
  createChannelRoot,
  type KeyRing,
  PUBLISHER_ROLES,
  type PublisherRole,
  signChannel,
} from '../src/channel-author.ts'
import { ChannelKey } from '../src/channel-key.ts'
import { metadataKey } from '../src/channel-layout.ts'
import { readChannelMetadata } from '../src/channel-metadata.ts'
import { signTimestamp } from '../src/channel-timestamp.ts'
import { digestOf } from '../src/digest.ts'
import { FileArtifactStore } from '../src/file-artifact-store.ts'
import { parseManifest } from '../src/manifest.ts'
import type { ReleaseCandidate } from '../src/release-target.ts'
import { sampleFiles } from './release-files.ts'

/** Keys in memory, for tests. */
export class MemoryKeyRing implements KeyRing {
  readonly keys = new Map<PublisherRole, ChannelKey>(
    PUBLISHER_ROLES.map((role) => [role, ChannelKey.generate()]),
  )

  async key(role: PublisherRole): Promise<ChannelKey> {
    return this.keys.get(role) ?? ChannelKey.generate()
  }

  async publicKey(role: PublisherRole) {
    return (await this.key(role)).publicKey
  }
}

/** A whole channel in a folder, its publishers and its control plane. */
export class ChannelBuilder {
  readonly store: FileArtifactStore
  readonly keys = new MemoryKeyRing()
  readonly timestampKey: ChannelKey
  readonly clock: Clock

  constructor(
    folder: string,
    clock: Clock = { now: () => Date.now() },
    timestampKey: ChannelKey = ChannelKey.generate(),
  ) {
    this.store = new FileArtifactStore(folder)
    this.clock = clock
    this.timestampKey = timestampKey
  }

  /** Makes the channel and gives the root that clients trust. */
  async create(network?: Uint8Array): Promise<Uint8Array> {
    const root = await createChannelRoot(this.keys, this.timestampKey.publicKey, this.clock)
    await this.store.put(metadataKey('1.root.json'), root)
    await this.publish({ releases: [], network })
    return root
  }

  async publish(change: ChannelChange): Promise<void> {
    await this.write(await this.sign(change))
    await signTimestamp(this.store, this.timestampKey, this.clock)
  }

  /** Publishes a tier with one more target, however wrong, properly signed. */
  async publishTarget(tier: Tier, target: TargetFile): Promise<void> {
    const current = await readChannelMetadata(this.store)
    current?.tiers.get(tier)?.signed.addTarget(target)
    // Eight days on, every tier has lived half its life and is signed again as it is.
    const later = { now: () => this.clock.now() + 8 * 86_400_000 }
    await this.write(await signChannel(current, { releases: [] }, this.keys, later))
    await signTimestamp(this.store, this.timestampKey, this.clock)
  }

  async sign(change: ChannelChange): Promise<readonly ChannelFile[]> {
    return signChannel(await readChannelMetadata(this.store), change, this.keys, this.clock)
  }

  async write(files: readonly ChannelFile[]): Promise<void> {
    for (const { name, bytes } of files) await this.store.put(metadataKey(name), bytes)
  }
}

/** A release to sign; its archive is `version` itself. */
export function candidate(
  id: string,
  version: string,
  sequence: number,
  tiers: Tier[] = ['oracle'],
): ReleaseCandidate {
  const manifest = parseManifest(
    sampleFiles({ id, version, sequence, tiers }).get('manifest.json') ?? new Uint8Array(),
  )
  const archive = Buffer.from(version)
  return { manifest, artifact: { length: archive.length, digest: digestOf(archive) } }
}
