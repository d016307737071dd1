import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TIERS } from '@noderr/protocol'
import { Metadata, MetadataKind, TargetFile } from '@tufjs/models'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ChannelBuilder, candidate } from '../test/channel-builder.ts'
import { renewChannelRoot } from './channel-author.ts'
import { encodeMetadata } from './channel-file.ts'
import { ChannelKey } from './channel-key.ts'
import { metadataKey, releaseTargetPath } from './channel-layout.ts'
import { ChannelCorruptError, readChannelRoot } from './channel-metadata.ts'
import {
  ChannelExpiredError,
  ChannelWentBackError,
  signTimestamp,
  TimestampKeyUnknownError,
} from './channel-timestamp.ts'
import { ChannelRollbackError } from './high-water-mark.ts'
import { type MetadataSource, storeMetadataSource } from './metadata-source.ts'
import {
  ChannelRefusedError,
  ChannelUnavailableError,
  currentReleases,
  ReleaseChannel,
} from './release-channel.ts'
import { SequenceNotNewError, VersionNotPublishedError, VersionTakenError } from './release-target.ts'

const DAY_MS = 86_400_000
const network = Buffer.from('{"networkId":"sample"}')
let folder: string
let channel: ChannelBuilder
let trustedRoot: Uint8Array

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channel-'))
  channel = new ChannelBuilder(join(folder, 'store'))
  trustedRoot = await channel.create(network)
})

afterEach(async () => {
  vi.useRealTimers()
  await rm(folder, { recursive: true })
})

function client(
  source: MetadataSource = storeMetadataSource(channel.store),
  name = 'client',
): ReleaseChannel {
  return new ReleaseChannel({ trustedRoot, source, directory: join(folder, name), tiers: TIERS })
}

/** The store with some files replaced or missing. */
function sourceWith(replaced: Readonly<Record<string, Uint8Array | undefined>>): MetadataSource {
  const honest = storeMetadataSource(channel.store)
  return {
    find: async (name, maxBytes) =>
      Object.hasOwn(replaced, name) ? replaced[name] : honest.find(name, maxBytes),
  }
}

async function file(name: string): Promise<Uint8Array> {
  return (await channel.store.find(metadataKey(name))) ?? new Uint8Array()
}

function passDays(days: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * DAY_MS })
}

it('gives the network and the signed releases of each tier', async () => {
  await channel.publish({
    releases: [candidate('a', '1.0.0', 1, ['micro', 'oracle']), candidate('b', '2.1.0', 7)],
  })
  const state = await client().refresh()
  expect(state.releases.map(({ tier, modelId, version }) => `${tier}/${modelId}/${version}`)).toEqual([
    'oracle/b/2.1.0',
    'micro/a/1.0.0',
    'oracle/a/1.0.0',
  ])
  expect(state.releases[0]).toMatchObject({
    objectKey: 'models/b/2.1.0/model.tar.gz',
    current: '2.1.0',
    length: 5,
    digest: candidate('b', '2.1.0', 7).artifact.digest,
  })
  expect(Buffer.from(await client().readNetwork(state)).toString()).toBe(network.toString())
})

it('follows a second release and keeps the first to fall back to', async () => {
  const one = client()
  await channel.publish({ releases: [candidate('a', '1.0.0', 1)] })
  await one.refresh()
  await channel.publish({ releases: [candidate('a', '1.1.0', 2)] })
  const { releases } = await one.refresh()
  expect(releases.map((release) => release.version)).toEqual(['1.1.0', '1.0.0'])
  expect(releases[0]).toMatchObject({ current: '1.1.0', fallback: '1.0.0', minSequence: 1 })
  expect(currentReleases(releases).map((release) => release.version)).toEqual(['1.1.0'])
})

it('writes nothing new for a release that is out already, and refuses its version with other bytes', async () => {
  const release = candidate('a', '1.0.0', 1)
  await channel.publish({ releases: [release] })
  expect(await channel.sign({ releases: [release], network })).toEqual([])
  const { artifact } = candidate('a', '9.9.9', 9)
  await expect(channel.sign({ releases: [{ ...release, artifact }] })).rejects.toBeInstanceOf(
    VersionTakenError,
  )
  const elsewhere = { ...candidate('a', '1.0.0', 1, ['micro']), artifact }
  await expect(channel.sign({ releases: [elsewhere] })).rejects.toBeInstanceOf(VersionTakenError)
  await expect(channel.sign({ releases: [candidate('a', '1.2.0', 1)] })).rejects.toEqual(
    new SequenceNotNewError('a', 1, 1),
  )
})

it('rolls a model back to a published version and forward again', async () => {
  for (const sequence of [1, 2, 3])
    await channel.publish({ releases: [candidate('a', `1.${sequence}.0`, sequence, ['micro', 'oracle'])] })
  const current = async () =>
    currentReleases((await client().refresh()).releases).map(({ version }) => version)
  await channel.publish({ releases: [], current: [{ modelId: 'a', version: '1.1.0' }] })
  expect(await current()).toEqual(['1.1.0', '1.1.0'])
  expect(await channel.sign({ releases: [], current: [{ modelId: 'a', version: '1.1.0' }] })).toEqual([])
  await channel.publish({ releases: [], current: [{ modelId: 'a', version: '1.3.0' }] })
  expect(await current()).toEqual(['1.3.0', '1.3.0'])
  await channel.publish({ releases: [candidate('a', '1.4.0', 4, ['oracle'])] })
  expect((await client().refresh()).releases[0]).toMatchObject({ current: '1.4.0', fallback: '1.3.0' })
  const nowhere = channel.sign({ releases: [], current: [{ modelId: 'a', version: '9.0.0' }] })
  await expect(nowhere).rejects.toEqual(new VersionNotPublishedError('a', '9.0.0'))
})

it('refuses one version with two contents in one change', async () => {
  const one = candidate('a', '1.0.0', 1, ['micro'])
  const two = { ...candidate('a', '1.0.0', 1, ['oracle']), artifact: candidate('a', '2.0.0', 2).artifact }
  await expect(channel.sign({ releases: [one, two] })).rejects.toBeInstanceOf(VersionTakenError)
})

it('stays valid when a publication is interrupted at any file, and takes it up again', async () => {
  const files = await channel.sign({ releases: [candidate('a', '1.0.0', 1)] })
  expect(files.map(({ name }) => name)).toEqual(['2.tier-oracle.json', '2.snapshot.json'])
  for (let written = 0; written <= files.length; written += 1) {
    await channel.write(files.slice(0, written))
    expect((await client().refresh()).releases).toEqual([])
  }
  await channel.publish({ releases: [candidate('a', '1.0.0', 1)] })
  expect((await client().refresh()).releases).toHaveLength(1)
})

it('refuses metadata that nobody with the right key signed', async () => {
  const forger = new ChannelBuilder(join(folder, 'forged'))
  await forger.create(network)
  await forger.publish({ releases: [candidate('evil', '1.0.0', 1)] })
  const forged = async (name: string) => (await forger.store.find(metadataKey(name))) ?? new Uint8Array()
  for (const name of ['timestamp.json', '1.snapshot.json', '1.targets.json', '1.tier-oracle.json'])
    await expect(client(sourceWith({ [name]: await forged(name) }), name).refresh()).rejects.toBeInstanceOf(
      ChannelRefusedError,
    )
  await expect(
    client(sourceWith({ '2.root.json': await forged('1.root.json') }), 'root').refresh(),
  ).rejects.toBeInstanceOf(ChannelRefusedError)
  await expect(client(storeMetadataSource(forger.store), 'all').refresh()).rejects.toBeInstanceOf(
    ChannelRefusedError,
  )
})

it('refuses a tier signed with the key of another tier', async () => {
  channel.keys.keys.set('tier-oracle', (await channel.keys.key('tier-micro')) as ChannelKey)
  const files = await channel.sign({ releases: [candidate('a', '1.0.0', 1, ['oracle'])] })
  await channel.write(files)
  await expect(signTimestamp(channel.store, channel.timestampKey, channel.clock)).rejects.toBeInstanceOf(
    ChannelCorruptError,
  )
})

it('refuses a tier that signs the path of another tier, no statement, or that of another release', async () => {
  const { artifact } = candidate('evil', '1.0.0', 1)
  const target = (path: string, custom: object) =>
    new TargetFile({
      path,
      length: artifact.length,
      hashes: { sha256: artifact.digest.slice('sha256:'.length) },
      unrecognizedFields: { custom: custom as never },
    })
  const statement = {
    modelId: 'evil',
    version: '1.0.0',
    sequence: 1,
    objectKey: 'models/evil/1.0.0/model.tar.gz',
    current: '1.0.0',
    minSequence: 1,
    stages: [{ offset: 0, percent: 100, notBeforeMs: 0, soakMs: 0 }],
  }
  const own = releaseTargetPath({ tier: 'oracle', modelId: 'evil', version: '1.0.0' })
  const wrongs = [
    [target('micro/evil/1.0.0/model.tar.gz', statement), /signs the path/],
    [target(own, { ...statement, modelId: 'other' }), /the statement of other/],
    [target(own, { ...statement, sequence: 'one' }), /without a statement/],
  ] as const
  for (const [index, [wrong, reason]] of wrongs.entries()) {
    const other = new ChannelBuilder(join(folder, `store-${index}`))
    trustedRoot = await other.create(network)
    await other.publishTarget('oracle', wrong)
    await expect(client(storeMetadataSource(other.store), `client-${index}`).refresh()).rejects.toMatchObject(
      {
        code: 'channel.refused',
        reason: expect.stringMatching(reason),
      },
    )
  }
})

it('refuses a network description other than the signed one', async () => {
  const state = await client().refresh()
  const name = `${state.network?.digest.slice('sha256:'.length)}.network.json`
  await expect(client(sourceWith({ [name]: Buffer.from('{}') })).readNetwork(state)).rejects.toBeInstanceOf(
    ChannelRefusedError,
  )
})

it('refuses an older channel, even when its own copies of metadata are lost', async () => {
  const old = { 'timestamp.json': await file('timestamp.json') }
  await channel.publish({ releases: [candidate('a', '1.0.0', 1)] })
  await client().refresh()
  await expect(client(sourceWith(old)).refresh()).rejects.toBeInstanceOf(ChannelRefusedError)
  for (const copy of ['timestamp.json', 'snapshot.json']) await rm(join(folder, 'client', copy))
  await expect(client(sourceWith(old)).refresh()).rejects.toBeInstanceOf(ChannelRollbackError)
  expect((await client().refresh()).releases).toHaveLength(1)
})

it('recovers from a stolen timestamp key once the root names another', async () => {
  const { signatures, signed } = JSON.parse(Buffer.from(await file('timestamp.json')).toString('utf8'))
  const farAhead = { signatures, signed: { ...signed, version: Number.MAX_SAFE_INTEGER } }
  const stolen = Metadata.fromJSON(MetadataKind.Timestamp, farAhead)
  channel.timestampKey.sign(stolen)
  const forged = sourceWith({ 'timestamp.json': encodeMetadata(stolen) })
  expect((await client(forged).refresh()).versions.timestamp).toBe(Number.MAX_SAFE_INTEGER)

  const freshKey = ChannelKey.generate()
  const root = await readChannelRoot(channel.store)
  if (root)
    await channel.write([await renewChannelRoot(root, channel.keys, channel.clock, freshKey.publicKey)])
  const { version } = await signTimestamp(channel.store, freshKey, channel.clock)
  expect((await client().refresh()).versions).toMatchObject({ root: 2, timestamp: version })
  await expect(client(forged).refresh()).rejects.toBeInstanceOf(ChannelRefusedError)
})

it('recovers from damaged copies, but not from a damaged high-water mark', async () => {
  await client().refresh()
  for (const copy of ['root', 'timestamp', 'snapshot', 'targets', 'tier-oracle'])
    await writeFile(join(folder, 'client', `${copy}.json`), '{"signed":')
  expect((await client().refresh()).releases).toEqual([])
  const mark = join(folder, 'client', 'high-water-mark.json')
  await writeFile(mark, (await readFile(mark, 'utf8')).slice(0, 9))
  await expect(client().refresh()).rejects.toMatchObject({ code: 'channel.high-water-mark-unreadable' })
})

it('tells a source without an answer from one with a false answer', async () => {
  const broken: MetadataSource = { find: () => Promise.reject(new TypeError('fetch failed')) }
  await expect(client(broken).refresh()).rejects.toBeInstanceOf(ChannelUnavailableError)
  for (const name of ['timestamp.json', '1.snapshot.json', '1.targets.json', '1.tier-guardian.json'])
    await expect(client(sourceWith({ [name]: undefined }), name).refresh()).rejects.toBeInstanceOf(
      ChannelUnavailableError,
    )
})

it('freezes for no longer than the roles live', async () => {
  passDays(0.1)
  await expect(client().refresh()).rejects.toBeInstanceOf(ChannelRefusedError)
  await signTimestamp(channel.store, channel.timestampKey, channel.clock)
  await client().refresh()
  passDays(7)
  await expect(signTimestamp(channel.store, channel.timestampKey, channel.clock)).rejects.toMatchObject({
    role: 'snapshot',
  })
  await channel.publish({ releases: [] })
  await client().refresh()
  passDays(400)
  await expect(channel.publish({ releases: [] })).rejects.toBeInstanceOf(ChannelExpiredError)
  const root = await readChannelRoot(channel.store)
  if (root) await channel.write([await renewChannelRoot(root, channel.keys, channel.clock)])
  await channel.publish({ releases: [] })
  expect((await client().refresh()).versions.root).toBe(2)
})

it('signs a timestamp only with the key of the root and only forward', async () => {
  await expect(signTimestamp(channel.store, ChannelKey.generate(), channel.clock)).rejects.toBeInstanceOf(
    TimestampKeyUnknownError,
  )
  await channel.publish({ releases: [candidate('a', '1.0.0', 1)] })
  const before = await signTimestamp(channel.store, channel.timestampKey, channel.clock)
  const after = await signTimestamp(channel.store, channel.timestampKey, channel.clock)
  expect(after.version).toBe(before.version + 1)
  await rm(join(folder, 'store', 'metadata', '2.snapshot.json'))
  await expect(signTimestamp(channel.store, channel.timestampKey, channel.clock)).rejects.toEqual(
    new ChannelWentBackError(1, 2),
  )
})

it('signs on undisturbed where the store holds a timestamp that nobody signed', async () => {
  const stored = JSON.parse(Buffer.from(await file('timestamp.json')).toString('utf8'))
  const before = stored.signed.version
  stored.signed.version = Number.MAX_SAFE_INTEGER
  stored.signed.meta['snapshot.json'].version = 1_000_000
  await channel.store.put(metadataKey('timestamp.json'), Buffer.from(JSON.stringify(stored)))
  const { version } = await signTimestamp(channel.store, channel.timestampKey, channel.clock)
  expect(version - before).toBeLessThan(60)
})

it('is not stopped by stray snapshots, but by a signed one whose files were changed', async () => {
  await channel.store.put(metadataKey('99.snapshot.json'), Buffer.from('{}'))
  const [early] = await channel.sign({ releases: [candidate('a', '1.0.0', 1)] })
  passDays(0.01)
  await channel.publish({ releases: [candidate('a', '1.0.0', 1)] })
  expect((await client().refresh()).versions.snapshot).toBe(2)
  // The right role, version and key, and still not the bytes that the snapshot names.
  if (early) await channel.write([early])
  await expect(channel.publish({ releases: [] })).rejects.toMatchObject({
    code: 'channel.corrupt',
    file: '2.tier-oracle.json',
  })
})

it('keeps refreshes asked for at once apart', async () => {
  const one = client()
  const states = await Promise.all([one.refresh(), one.refresh(), one.refresh()])
  expect(new Set(states.map((state) => JSON.stringify(state))).size).toBe(1)
})
