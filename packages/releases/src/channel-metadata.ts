import { TIERS, type Tier } from '@noderr/protocol'
import { Metadata, MetadataKind, type MetaFile, type Root, type Snapshot, type Targets } from '@tufjs/models'
import type { ArtifactStore } from './artifact-store.ts'
import { METADATA_PREFIX, metadataKey, tierRole } from './channel-layout.ts'

/** The newest complete state of a release channel that its keys have signed, expired or not. */
export interface ChannelMetadata {
  readonly root: Metadata<Root>
  readonly snapshot: Metadata<Snapshot>
  readonly targets: Metadata<Targets>
  readonly tiers: ReadonlyMap<Tier, Metadata<Targets>>
}

/** Larger than any metadata file that clients accept. */
const METADATA_LIMIT = 5_000_000

/**
 * Reads a store's newest root: the chain from `1.root.json`, each signed by the one before it and by itself.
 * Undefined for a store that holds no channel.
 *
 * @throws {@link ChannelCorruptError} when the chain does not hold.
 */
export async function readChannelRoot(store: ArtifactStore): Promise<Metadata<Root> | undefined> {
  let newest: Metadata<Root> | undefined
  for (let version = 1; ; version += 1) {
    const name = `${version}.root.json`
    const bytes = await readMetadataFile(store, name)
    if (!bytes) return newest
    const next = parse(name, () => Metadata.fromJSON(MetadataKind.Root, JSON.parse(bytes.toString('utf8'))))
    verify(name, () => {
      newest?.verifyDelegate('root', next)
      next.verifyDelegate('root', next)
    })
    if (next.signed.version !== version) throw new ChannelCorruptError(name, 'it carries another version')
    newest = next
  }
}

/**
 * Reads and verifies the newest snapshot that the root's key has signed, with everything that it names. A snapshot
 * without a timestamp counts: that is how an interrupted publication is taken up again.
 *
 * Signatures, versions, lengths and digests are verified; expiry is the caller's to judge.
 *
 * @returns Undefined for a store that holds no root or no snapshot yet.
 * @throws {@link ChannelCorruptError} when the newest signed snapshot names something that is not as signed.
 */
export async function readChannelMetadata(store: ArtifactStore): Promise<ChannelMetadata | undefined> {
  const root = await readChannelRoot(store)
  if (!root) return undefined
  const snapshot = await findNewestSnapshot(store, root)
  if (!snapshot) return undefined
  const targets = await readTargets(store, snapshot, root, 'targets')
  const tiers = new Map<Tier, Metadata<Targets>>()
  for (const tier of TIERS) tiers.set(tier, await readTargets(store, snapshot, targets, tierRole(tier)))
  return { root, snapshot, targets, tiers }
}

async function findNewestSnapshot(
  store: ArtifactStore,
  root: Metadata<Root>,
): Promise<Metadata<Snapshot> | undefined> {
  const names = (await store.list(METADATA_PREFIX)).map((key) => key.slice(METADATA_PREFIX.length))
  const versions = names.flatMap((name) => /^(\d{1,15})\.snapshot\.json$/.exec(name)?.[1] ?? []).map(Number)
  for (const version of versions.sort((a, b) => b - a)) {
    const snapshot = await findSignedSnapshot(store, root, version)
    if (snapshot) return snapshot
  }
  return undefined
}

/** A snapshot that nobody's key signed is a stray file, and must not stop the channel. */
async function findSignedSnapshot(
  store: ArtifactStore,
  root: Metadata<Root>,
  version: number,
): Promise<Metadata<Snapshot> | undefined> {
  const bytes = await readMetadataFile(store, `${version}.snapshot.json`)
  if (!bytes) return undefined
  try {
    const snapshot = Metadata.fromJSON(MetadataKind.Snapshot, JSON.parse(bytes.toString('utf8')))
    root.verifyDelegate('snapshot', snapshot)
    return snapshot.signed.version === version ? snapshot : undefined
  } catch {
    return undefined
  }
}

async function readTargets(
  store: ArtifactStore,
  snapshot: Metadata<Snapshot>,
  delegator: Metadata<Root> | Metadata<Targets>,
  role: string,
): Promise<Metadata<Targets>> {
  const file: MetaFile | undefined = Object.entries(snapshot.signed.meta).find(
    ([name]) => name === `${role}.json`,
  )?.[1]
  if (!file) throw new ChannelCorruptError(`${role}.json`, 'the snapshot does not name it')
  const name = `${file.version}.${role}.json`
  const bytes = await readMetadataFile(store, name)
  if (!bytes) throw new ChannelCorruptError(name, 'it is missing')
  verify(name, () => file.verify(bytes))
  const targets = parse(name, () =>
    Metadata.fromJSON(MetadataKind.Targets, JSON.parse(bytes.toString('utf8'))),
  )
  verify(name, () => delegator.verifyDelegate(role, targets))
  if (targets.signed.version !== file.version)
    throw new ChannelCorruptError(name, 'it carries another version')
  return targets
}

/**
 * One metadata file, unverified. Undefined when there is none.
 *
 * @throws {@link ChannelCorruptError} for one that is larger than any client accepts.
 */
export async function readMetadataFile(store: ArtifactStore, name: string): Promise<Buffer | undefined> {
  const key = metadataKey(name)
  const length = await store.findLength(key)
  if (length === undefined) return undefined
  if (length > METADATA_LIMIT) throw new ChannelCorruptError(name, `it has ${length} bytes`)
  const bytes = await store.find(key)
  return bytes && Buffer.from(bytes)
}

function parse<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new ChannelCorruptError(name, 'it is no TUF metadata', { cause })
  }
}

function verify(name: string, act: () => void): void {
  try {
    act()
  } catch (cause) {
    throw new ChannelCorruptError(name, cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

/** A metadata file in the store is not what the channel's keys signed. */
export class ChannelCorruptError extends Error {
  override readonly name = 'ChannelCorruptError'
  readonly code = 'channel.corrupt'
  readonly file: string
  readonly reason: string

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`the release channel's ${file} cannot be used: ${reason}; restore it or publish again`, options)
    this.file = file
    this.reason = reason
  }
}
