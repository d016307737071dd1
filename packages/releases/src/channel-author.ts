import { type Clock, TIERS, type Tier } from '@noderr/protocol'
import { Metadata, MetadataKind, Root, Snapshot, TargetFile, Targets } from '@tufjs/models'
import { describeMetadata, encodeMetadata, tufTime } from './channel-file.ts'
import { type ChannelKey, type PublicChannelKey, tufKeyOf } from './channel-key.ts'
import {
  NETWORK_TARGET,
  networkFileName,
  ROLE_LIFETIME_MS,
  tierPathPattern,
  tierRole,
} from './channel-layout.ts'
import type { ChannelMetadata } from './channel-metadata.ts'
import { digestHex, digestOf } from './digest.ts'
import {
  addReleaseTarget,
  type CurrentVersion,
  type ReleaseCandidate,
  requireVersionFree,
  setCurrentVersion,
} from './release-target.ts'

/** Of the TUF specification. */
const SPEC_VERSION = '1.0.31'

/** The roles that publishers sign for. The timestamp is the control plane's. */
export type PublisherRole = 'root' | 'targets' | 'snapshot' | `tier-${Tier}`
export const PUBLISHER_ROLES: readonly PublisherRole[] = [
  'root',
  'targets',
  'snapshot',
  ...TIERS.map((tier) => `tier-${tier}` as const),
]

/** Where publishing keys come from; asked only for the roles that a change must sign, so that others may stay away. */
export interface KeyRing {
  key(role: PublisherRole): Promise<ChannelKey>
  publicKey(role: PublisherRole): Promise<PublicChannelKey>
}

export interface ChannelChange {
  readonly releases: readonly ReleaseCandidate[]
  /** The bytes of `network.json`, when they are new. */
  readonly network?: Uint8Array | undefined
  /** Versions to run from now on, for roll-backs. */
  readonly current?: readonly CurrentVersion[]
}

/** A metadata file to be written. Written in order, an interruption at any place leaves the old state valid. */
export interface ChannelFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/**
 * Makes `1.root.json`: the keys of every role, for a year.
 *
 * @param timestampKey - The control plane's public key.
 */
export async function createChannelRoot(
  keys: KeyRing,
  timestampKey: PublicChannelKey,
  clock: Clock,
): Promise<Uint8Array> {
  const root = new Root({ version: 1, specVersion: SPEC_VERSION, expires: expiry('root', clock) })
  for (const role of ['root', 'targets', 'snapshot'] as const)
    root.addKey(tufKeyOf(await keys.publicKey(role)), role)
  root.addKey(tufKeyOf(timestampKey), 'timestamp')
  return signed(root, await keys.key('root'))
}

/**
 * The same root, one version on, for another year: for a root that runs out, or a control plane that lost its key.
 *
 * @param timestampKey - Takes the place of the timestamp key that the root names now.
 */
export async function renewChannelRoot(
  current: Metadata<Root>,
  keys: KeyRing,
  clock: Clock,
  timestampKey?: PublicChannelKey,
): Promise<ChannelFile> {
  const version = current.signed.version + 1
  const root = Root.fromJSON({
    ...structuredClone(current.signed.toJSON()),
    version,
    expires: expiry('root', clock),
  })
  if (timestampKey) {
    root.roles.timestamp?.keyIDs.splice(0)
    root.addKey(tufKeyOf(timestampKey), 'timestamp')
  }
  return { name: `${version}.root.json`, bytes: await signed(root, await keys.key('root')) }
}

/**
 * Signs a change of the channel: new versions of every role that it touches and of every role that has lived half its
 * life, then the snapshot of all. No files when nothing changes and nothing ages.
 *
 * @param channel - The newest signed state; undefined makes the channel's first.
 * @throws {@link VersionTakenError}, {@link SequenceNotNewError}, {@link VersionNotPublishedError} for what the
 * channel cannot take, and what
 * the key ring throws for a missing key.
 */
export async function signChannel(
  channel: ChannelMetadata | undefined,
  change: ChannelChange,
  keys: KeyRing,
  clock: Clock,
): Promise<readonly ChannelFile[]> {
  const files: ChannelFile[] = []
  const meta = { ...channel?.snapshot.signed.meta }
  const add = async (role: PublisherRole, name: string, metadata: Targets) => {
    const bytes = await signed(metadata, await keys.key(role))
    meta[`${name}.json`] = describeMetadata(bytes, metadata.version)
    files.push({ name: `${metadata.version}.${name}.json`, bytes })
  }
  const targets = await nextTargets(channel, change.network, keys, clock)
  if (targets) {
    if (change.network)
      files.push({ name: networkFileName(digestHex(digestOf(change.network))), bytes: change.network })
    await add('targets', 'targets', targets)
  }
  for (const tier of TIERS) {
    const current = channel?.tiers.get(tier)?.signed
    const next = nextTier(current, tier, change, clock)
    const targets = next ?? current
    if (targets) requireVersionFree(targets, change.releases)
    if (next) await add(`tier-${tier}`, tierRole(tier), next)
  }
  const previous = channel?.snapshot.signed
  if (files.length === 0 && previous && !aged(previous, 'snapshot', clock)) return []
  const version = (previous?.version ?? 0) + 1
  const snapshot = new Snapshot({
    version,
    specVersion: SPEC_VERSION,
    expires: expiry('snapshot', clock),
    meta,
  })
  files.push({ name: `${version}.snapshot.json`, bytes: await signed(snapshot, await keys.key('snapshot')) })
  return files
}

async function nextTargets(
  channel: ChannelMetadata | undefined,
  network: Uint8Array | undefined,
  keys: KeyRing,
  clock: Clock,
): Promise<Targets | undefined> {
  const current = channel?.targets.signed
  const next = current
    ? Targets.fromJSON({
        ...current.toJSON(),
        version: current.version + 1,
        expires: expiry('targets', clock),
      })
    : await firstTargets(keys, clock)
  const target = network && networkTarget(network)
  const known = current?.targets[NETWORK_TARGET]
  const changed = target && !(known && target.equals(known))
  if (current && !changed && !aged(current, 'targets', clock)) return undefined
  if (target) next.addTarget(target)
  return next
}

async function firstTargets(keys: KeyRing, clock: Clock): Promise<Targets> {
  const delegations = { keys: {} as Record<string, object>, roles: [] as object[] }
  for (const tier of TIERS) {
    const key = tufKeyOf(await keys.publicKey(`tier-${tier}`))
    delegations.keys[key.keyID] = key.toJSON()
    delegations.roles.push({
      name: tierRole(tier),
      keyids: [key.keyID],
      threshold: 1,
      terminating: true,
      paths: [tierPathPattern(tier)],
    })
  }
  return Metadata.fromJSON(MetadataKind.Targets, {
    signatures: [],
    signed: {
      _type: 'targets',
      spec_version: SPEC_VERSION,
      version: 1,
      expires: expiry('targets', clock),
      targets: {},
      delegations,
    } as never,
  }).signed
}

function nextTier(
  current: Targets | undefined,
  tier: Tier,
  change: ChannelChange,
  clock: Clock,
): Targets | undefined {
  const expires = expiry('tier', clock)
  const next = current
    ? Targets.fromJSON({ ...current.toJSON(), version: current.version + 1, expires })
    : new Targets({ version: 1, specVersion: SPEC_VERSION, expires })
  const releases = change.releases
    .filter(({ manifest }) => manifest.tiers.includes(tier))
    .sort((a, b) => a.manifest.sequence - b.manifest.sequence)
  const changes = [
    ...releases.map((release) => addReleaseTarget(next, tier, release)),
    ...(change.current ?? []).map((version) => setCurrentVersion(next, version)),
  ]
  return changes.includes(true) || !current || aged(current, 'tier', clock) ? next : undefined
}

function networkTarget(bytes: Uint8Array): TargetFile {
  const hashes = { sha256: digestHex(digestOf(bytes)) }
  return new TargetFile({ path: NETWORK_TARGET, length: bytes.length, hashes })
}

async function signed(role: Root | Targets | Snapshot, key: ChannelKey): Promise<Uint8Array> {
  const metadata = new Metadata<Root | Targets | Snapshot>(role)
  key.sign(metadata)
  return encodeMetadata(metadata)
}

function expiry(role: keyof typeof ROLE_LIFETIME_MS, clock: Clock): string {
  return tufTime(clock.now() + ROLE_LIFETIME_MS[role])
}

function aged(role: { expires: string }, kind: keyof typeof ROLE_LIFETIME_MS, clock: Clock): boolean {
  return Date.parse(role.expires) - clock.now() < ROLE_LIFETIME_MS[kind] / 2
}
