import type { Clock } from '@noderr/protocol'
import { Metadata, MetadataKind, type MetaFile, Timestamp } from '@tufjs/models'
import type { ArtifactStore } from './artifact-store.ts'
import { describeMetadata, encodeMetadata, tufTime } from './channel-file.ts'
import type { ChannelKey } from './channel-key.ts'
import { metadataKey, ROLE_LIFETIME_MS } from './channel-layout.ts'
import { type ChannelMetadata, readChannelMetadata, readMetadataFile } from './channel-metadata.ts'

export interface SignedTimestamp {
  readonly version: number
  readonly snapshotVersion: number
  /** Epoch milliseconds; sign again well before. */
  readonly expiresAtMs: number
}

/**
 * Verifies the channel in a store and signs that its newest snapshot is the one to use, for an hour. The only
 * signature that a control plane makes: it can say "this is still the newest", and nothing about any release.
 *
 * @param key - The timestamp role's key, whose public half is in the root.
 * @throws {@link ChannelEmptyError} before the first publication, {@link ChannelExpiredError},
 * {@link ChannelWentBackError}, {@link TimestampKeyUnknownError}, and what {@link readChannelMetadata} throws.
 */
export async function signTimestamp(
  store: ArtifactStore,
  key: ChannelKey,
  clock: Clock,
): Promise<SignedTimestamp> {
  const channel = await readChannelMetadata(store)
  if (!channel) throw new ChannelEmptyError()
  requireFresh(channel, clock)
  const previous = await findTimestamp(store, channel)
  const snapshotVersion = channel.snapshot.signed.version
  const before = previous?.signed.snapshotMeta.version ?? 0
  if (snapshotVersion < before) throw new ChannelWentBackError(snapshotVersion, before)
  const expiresAtMs = clock.now() + ROLE_LIFETIME_MS.timestamp
  const timestamp = new Metadata(
    new Timestamp({
      // At least the second of signing: a lost timestamp file does not bring the numbers back below clients' marks.
      version: Math.max((previous?.signed.version ?? 0) + 1, Math.floor(clock.now() / 1000)),
      specVersion: channel.root.signed.specVersion,
      expires: tufTime(expiresAtMs),
      snapshotMeta: await describeFile(store, `${snapshotVersion}.snapshot.json`, snapshotVersion),
    }),
  )
  key.sign(timestamp)
  try {
    channel.root.verifyDelegate('timestamp', timestamp)
  } catch (cause) {
    throw new TimestampKeyUnknownError({ cause })
  }
  await store.put(metadataKey('timestamp.json'), encodeMetadata(timestamp))
  return { version: timestamp.signed.version, snapshotVersion, expiresAtMs }
}

async function describeFile(store: ArtifactStore, name: string, version: number): Promise<MetaFile> {
  const bytes = await store.find(metadataKey(name))
  if (!bytes) throw new ChannelEmptyError()
  return describeMetadata(bytes, version)
}

/** The last timestamp. One that this key did not sign counts as none: its numbers could close the channel for good. */
async function findTimestamp(
  store: ArtifactStore,
  { root }: ChannelMetadata,
): Promise<Metadata<Timestamp> | undefined> {
  const bytes = await readMetadataFile(store, 'timestamp.json')
  if (!bytes) return undefined
  try {
    const timestamp = Metadata.fromJSON(MetadataKind.Timestamp, JSON.parse(bytes.toString('utf8')))
    root.verifyDelegate('timestamp', timestamp)
    return timestamp
  } catch {
    return undefined
  }
}

function requireFresh({ root, targets, snapshot }: ChannelMetadata, clock: Clock): void {
  const now = new Date(clock.now())
  for (const [role, metadata] of Object.entries({ root, targets, snapshot }))
    if (metadata.signed.isExpired(now)) throw new ChannelExpiredError(role, metadata.signed.expires)
}

/** There is no signed snapshot to put a timestamp on. */
export class ChannelEmptyError extends Error {
  override readonly name = 'ChannelEmptyError'
  readonly code = 'channel.empty'

  constructor() {
    super('the store holds no release channel yet; publish to it first (noderr-model publish)')
  }
}

/** A role's signature has run out; only the publishers' keys can renew it. */
export class ChannelExpiredError extends Error {
  override readonly name = 'ChannelExpiredError'
  readonly code = 'channel.expired'
  readonly role: string
  readonly expires: string

  constructor(role: string, expires: string) {
    super(`the release channel's ${role} expired at ${expires}; sign it again (noderr-model resign)`)
    this.role = role
    this.expires = expires
  }
}

/** The store lost a snapshot that a timestamp had named already. */
export class ChannelWentBackError extends Error {
  override readonly name = 'ChannelWentBackError'
  readonly code = 'channel.went-back'
  readonly snapshotVersion: number
  readonly signedBefore: number

  constructor(snapshotVersion: number, signedBefore: number) {
    super(
      `the store's newest snapshot is ${snapshotVersion}, but ${signedBefore} was signed before; restore its metadata`,
    )
    this.snapshotVersion = snapshotVersion
    this.signedBefore = signedBefore
  }
}

/** The channel's root names another timestamp key than this one. */
export class TimestampKeyUnknownError extends Error {
  override readonly name = 'TimestampKeyUnknownError'
  readonly code = 'channel.timestamp-key-unknown'

  constructor(options: ErrorOptions) {
    super(
      "this timestamp key is not in the channel's root; the channel was made for another control plane (noderr-model keys init)",
      options,
    )
  }
}
