import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ArtifactStore,
  ChannelKey,
  FileArtifactStore,
  metadataKey,
  readChannelMetadata,
  signTimestamp,
  VersionTakenError,
  writeDurably,
} from '@noderr/releases'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sampleFolder, writeFolder } from '../test/model-folder.ts'
import { sampleNetwork } from '../test/sample-network.ts'
import { ModelPackager } from './model-packager.ts'
import { localTimestampSigner, ModelUploader } from './model-uploader.ts'
import { createPublishingKeys, FileKeyRing } from './publishing-keys.ts'

const DAY_MS = 86_400_000
const timestampKey = ChannelKey.generate()
let folder: string
let now: number
const clock = { now: () => now }
let store: FileArtifactStore
let keys: FileKeyRing

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'uploader-'))
  now = Date.UTC(2024, 3, 8)
  store = new FileArtifactStore(join(folder, 'store'))
  keys = await createPublishingKeys(
    {
      folder: join(folder, 'keys'),
      cipher: undefined,
      network: sampleNetwork,
      timestampKey: timestampKey.publicKey,
    },
    clock,
  )
})
afterEach(() => rm(folder, { recursive: true }))

function uploader(into: ArtifactStore = store): ModelUploader {
  return new ModelUploader(into, keys, clock, localTimestampSigner(into, timestampKey, clock))
}

async function packageSample(version: string, sequence: number): Promise<string> {
  const source = await writeFolder(join(folder, 'model'))
  const { archive } = await new ModelPackager().package(source, { version, sequence })
  const path = join(folder, `${version}.tar.gz`)
  await writeDurably(path, archive)
  return path
}

/** A store that loses its connection after some writes. */
function failingAfter(writes: number): ArtifactStore {
  let left = writes
  return {
    find: (key) => store.find(key),
    findLength: (key) => store.findLength(key),
    openStream: (key, range) => store.openStream(key, range),
    list: (prefix) => store.list(prefix),
    put: async (key, bytes) => {
      if (left === 0) throw new TypeError('the connection is gone')
      left -= 1
      await store.put(key, bytes)
    },
  }
}

async function publishedVersions(): Promise<string[]> {
  const channel = await readChannelMetadata(store)
  return Object.keys(channel?.tiers.get('oracle')?.signed.targets ?? {})
}

it('leaves the published state valid wherever a publication is cut off, and finishes it when repeated', async () => {
  await uploader().publish([await packageSample('1.0.0', 1)])
  const timestamp = await store.find(metadataKey('timestamp.json'))
  const next = await packageSample('1.1.0', 2)
  for (let writes = 0; ; writes += 1) {
    const outcome = await uploader(failingAfter(writes))
      .publish([next])
      .catch((error) => error)
    if (!(outcome instanceof TypeError)) break
    expect(await store.find(metadataKey('timestamp.json'))).toEqual(timestamp)
    expect(await publishedVersions()).toContain('oracle/sample-direction/1.0.0/model.tar.gz')
    expect(writes).toBeLessThan(6)
  }
  expect(await publishedVersions()).toHaveLength(2)
  expect((await uploader().publish([next])).files).toEqual([])
})

it('writes no byte for a package that the channel cannot take', async () => {
  await uploader().publish([await packageSample('1.0.0', 1)])
  const before = await store.list('')
  await writeFolder(join(folder, 'model'), { ...sampleFolder(), LICENSE: 'another licence' })
  const { archive } = await new ModelPackager().package(join(folder, 'model'))
  await writeDurably(join(folder, 'changed.tar.gz'), archive)
  await expect(uploader().publish([join(folder, 'changed.tar.gz')])).rejects.toBeInstanceOf(VersionTakenError)
  expect(await store.list('')).toEqual(before)
})

it('signs anew what has aged, and nothing else', async () => {
  await uploader().publish([await packageSample('1.0.0', 1)])
  expect((await uploader().resign()).files).toEqual([])
  now += 4 * DAY_MS
  expect((await uploader().resign()).files).toEqual(['2.snapshot.json'])
  now += 4 * DAY_MS
  expect((await uploader().resign()).files).toEqual([
    '2.tier-micro.json',
    '2.tier-validator.json',
    '2.tier-guardian.json',
    '2.tier-oracle.json',
    '3.snapshot.json',
  ])
})

it('brings a channel back that has expired altogether', async () => {
  await uploader().publish([await packageSample('1.0.0', 1)])
  now += 800 * DAY_MS
  await expect(signTimestamp(store, timestampKey, clock)).rejects.toMatchObject({ code: 'channel.expired' })
  expect((await uploader().resign()).files).toContain('2.root.json')
  expect(await signTimestamp(store, timestampKey, clock)).toMatchObject({ snapshotVersion: 2 })
})

it('needs only the keys of the roles that change', async () => {
  await uploader().publish([])
  for (const role of ['root', 'targets']) await rm(join(folder, 'keys', `${role}.key.json`))
  expect((await uploader().publish([await packageSample('1.0.0', 1)])).files).toHaveLength(3)
  await rm(join(folder, 'keys', 'tier-oracle.key.json'))
  keys = new FileKeyRing(join(folder, 'keys'), undefined)
  await expect(uploader().publish([await packageSample('1.1.0', 2)])).rejects.toMatchObject({
    code: 'publisher.keys-missing',
    file: 'tier-oracle.key.json',
  })
})
