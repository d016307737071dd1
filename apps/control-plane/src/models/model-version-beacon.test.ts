import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ArtifactStore, artifactKey, metadataKey } from '@noderr/releases'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ChannelBuilder, candidate } from '../../../../packages/releases/test/channel-builder.ts'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { buildApi } from '../build-api.ts'
import { beaconOf } from './beacon-of.ts'
import { ChannelFaultyError, NotAPublisherError, OtherChannelError } from './model-version-beacon.ts'

const MODEL = 'btc-1h-direction'
let folder: string
let services: TestServices
let channel: ChannelBuilder
let store: ArtifactStore
let app: FastifyInstance

// TUF lives on wall time, so these services do, too.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beacon-'))
  const environment = { DATA_DIR: folder, ARTIFACT_STORE_DIR: join(folder, 'store') }
  services = await startTestServices(environment, Date.now())
  channel = new ChannelBuilder(
    join(folder, 'store'),
    { now: () => Date.now() },
    services.network.timestampKey,
  )
  store = channel.store
  app = await buildApi(services)
})
afterAll(async () => {
  await app.close()
  await services.close()
  await rm(folder, { recursive: true })
})

const publish = () => beaconOf(services).publishChannel({ type: 'publisher' })
const authorization = `Publisher ${'05'.repeat(32)}`
const latest = (headers = {}) =>
  app.inject({ url: `/api/models/latest?modelId=${MODEL}&tier=oracle`, headers })

it('has nothing to vouch for before the first publication', async () => {
  await expect(publish()).rejects.toMatchObject({ code: 'channel.empty', kind: 'conflict' })
  await expect(beaconOf(services).renewTimestamp()).rejects.toThrow(ChannelFaultyError)
  expect((await latest()).statusCode).toBe(404)
})

it('refuses whoever does not show the publisher token', async () => {
  await expect(beaconOf(services).publishChannel({ type: 'anonymous' })).rejects.toThrow(NotAPublisherError)
  for (const authorization of [undefined, 'Publisher 00', `Bearer ${'05'.repeat(32)}`]) {
    const answer = await app.inject({
      method: 'POST',
      url: '/api/models/releases',
      payload: {},
      headers: authorization ? { authorization } : {},
    })
    expect(answer.json()).toMatchObject({ code: 'publisher.token-refused', status: 401 })
  }
})

it('verifies the channel, signs its timestamp, names the release and writes an audit entry', async () => {
  await channel.create(Buffer.from('{"networkId":"sample"}'))
  await channel.write(await channel.sign({ releases: [candidate(MODEL, '1.0.0', 1)] }))
  await store.put(artifactKey(MODEL, '1.0.0'), Buffer.from('1.0.0'))
  const answer = await app.inject({
    method: 'POST',
    url: '/api/models/releases',
    payload: {},
    headers: { authorization },
  })
  expect(answer.json()).toMatchObject({
    snapshotVersion: 2,
    releases: [{ modelId: MODEL, version: '1.0.0', tier: 'oracle', active: true }],
  })
  const entry = await services.db.selectFrom('audit_log').selectAll().executeTakeFirst()
  expect(entry).toMatchObject({ actor: 'publisher', action: 'channel.published' })
})

it('answers the newest active release, and 304 to who has it', async () => {
  const first = await latest()
  expect(first.json()).toMatchObject({
    version: '1.0.0',
    url: expect.stringContaining(artifactKey(MODEL, '1.0.0')),
  })
  const again = await latest({ 'if-none-match': first.headers.etag })
  expect(again.statusCode).toBe(304)
  expect(again.body).toBe('')
})

it('tells listeners of what is active, and of a new release as soon as it is published', async () => {
  const address = await app.listen({ port: 0, host: '127.0.0.1' })
  const leave = new AbortController()
  const response = await fetch(`${address}/api/models/stream`, { signal: leave.signal })
  const versions: string[] = []
  const read = (async () => {
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      versions.splice(
        0,
        Infinity,
        ...[...text.matchAll(/"version":"([^"]+)"/g)].map(([, version = '']) => version),
      )
      if (versions.includes('1.1.0')) return
    }
  })()
  await channel.write(await channel.sign({ releases: [candidate(MODEL, '1.1.0', 2)] }))
  await publish()
  await read
  expect(versions[0]).toBe('1.0.0')
  expect((await latest()).json()).toMatchObject({ version: '1.1.0' })
  leave.abort()
})

it('refuses a store whose newest metadata is not what the keys signed, and leaves the catalogue alone', async () => {
  const good = await store.find(metadataKey('3.snapshot.json'))
  const tier = (await store.list('metadata/')).findLast((key) => key.endsWith('tier-oracle.json')) ?? ''
  const bytes = Buffer.from((await store.find(tier)) ?? [])
  await store.put(tier, Buffer.from(bytes.toString().replace('1.1.0', '6.6.6')))
  await expect(publish()).rejects.toMatchObject({ code: 'channel.corrupt', kind: 'conflict' })
  expect((await latest()).json()).toMatchObject({ version: '1.1.0' })
  await store.put(tier, bytes)
  expect(await store.find(metadataKey('3.snapshot.json'))).toEqual(good)
})

it('refuses another channel than the one that was published first', async () => {
  const name = metadataKey('1.root.json')
  const own = Buffer.from((await store.find(name)) ?? [])
  await store.put(name, Buffer.from('{"another":"root"}'))
  await expect(publish()).rejects.toThrow(OtherChannelError)
  await store.put(name, own)
  expect((await publish()).snapshotVersion).toBe(3)
})

it('serves metadata and archives whole, in ranges, and only those', async () => {
  const get = (url: string, headers = {}) => app.inject({ url, headers })
  const archive = `/artifacts/${artifactKey(MODEL, '1.0.0')}`
  const whole = await get(archive)
  expect(whole).toMatchObject({ statusCode: 200, body: '1.0.0' })
  expect(await get(archive, { range: 'bytes=2-' })).toMatchObject({ statusCode: 206, body: '0.0' })
  const part = await get(archive, { range: 'bytes=0-1', 'if-range': whole.headers.etag })
  expect(part.headers['content-range']).toBe('bytes 0-1/5')
  expect(await get(archive, { range: 'bytes=0-1', 'if-range': '"other"' })).toMatchObject({ statusCode: 200 })
  expect(await get(archive, { range: 'bytes=5-' })).toMatchObject({ statusCode: 416 })
  expect(await get(archive, { 'if-none-match': whole.headers.etag })).toMatchObject({ statusCode: 304 })
  expect(await get('/api/tuf/metadata/1.root.json')).toMatchObject({ statusCode: 200 })
  for (const path of [
    '/api/tuf/metadata/..%2f..%2fsecrets%2freceipt-key',
    '/api/tuf/metadata/root.json',
    '/artifacts/models/..%2f/1.0.0/model.tar.gz',
  ])
    expect((await get(path)).statusCode).toBeGreaterThanOrEqual(400)
})
