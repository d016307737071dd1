import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { httpMetadataSource, ReleaseChannel } from '@noderr/releases'
import { seededRandom } from '@noderr/testkit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sampleCandles } from '../../test/sample-candles.ts'
import { SampleNetwork } from '../../test/sample-network.ts'
import { BackOff, Bell } from '../back-off.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { InferenceService } from './inference-service.ts'
import { ModelLoader } from './model-loader.ts'
import { listenForReleases } from './release-stream.ts'
import { ReleaseSync } from './release-sync.ts'
import { readTrustedRoot } from './trusted-root.ts'

const NEVER = new AbortController().signal
let network: SampleNetwork
const open: ReleaseSync[] = []
beforeEach(async () => {
  network = await SampleNetwork.start()
})
afterEach(async () => {
  for (const sync of open.splice(0)) await sync.close()
  await network[Symbol.asyncDispose]()
})

/** The release half of a node that has just started. */
function startSync() {
  const { dataDir, tier, url } = network
  const inference = new InferenceService((error) => {
    throw error
  })
  const metrics = createMetrics()
  const bell = new Bell()
  const candles = sampleCandles(1_100)
  const sync = new ReleaseSync({
    channel: new ReleaseChannel({
      trustedRoot: readTrustedRoot(dataDir.trustRoot, 31337),
      source: httpMetadataSource(`${url}/api/tuf/metadata/`, fetch),
      directory: dataDir.channel,
      tiers: [tier],
    }),
    loader: new ModelLoader({ directory: dataDir.models, origin: url, fetch, tier }),
    inference,
    lastGoodPath: dataDir.lastGood,
    log: createLog('silent'),
    metrics,
    bell,
    pollMs: 60_000,
    ensureHistory: async () => undefined,
    catchUp: (release) => release.catchUp(candles),
    onActive: () => undefined,
    onNetwork: () => undefined,
  })
  open.push(sync)
  const versions = () => inference.releases.map(({ release }) => release.manifest.version)
  return { sync, inference, metrics, bell, versions }
}

it('downloads, verifies, proves and activates what the channel names, its features warm', async () => {
  const { sync, inference, versions } = startSync()
  expect(await sync.sync(NEVER)).toBe(true)
  expect(versions()).toEqual(['1.0.0'])
  expect(inference.primaryFor('direction')?.latest?.ready).toBe(true)
})

it('takes a newer release in the place of the old one and ends its engine', async () => {
  const { sync, inference, versions } = startSync()
  await sync.sync(NEVER)
  const old = inference.releases[0]?.engine
  await network.publish({ version: '1.1.0', sequence: 2, seed: 2 })
  await sync.sync(NEVER)
  expect(versions()).toEqual(['1.1.0'])
  await expect(old?.run(new Float32Array(1), { timeoutMs: 1_000 })).rejects.toMatchObject({
    code: 'inference.terminated',
  })
})

it('keeps the last good release when the new artifact was tampered with', async () => {
  const { sync, metrics, versions } = startSync()
  await sync.sync(NEVER)
  await network.publish({ version: '1.1.0', sequence: 2, seed: 2 })
  network.controlPlane.artifact = (bytes) =>
    bytes.with(bytes.length >> 1, (bytes[bytes.length >> 1] ?? 0) ^ 1)
  await sync.sync(NEVER)
  expect(versions()).toEqual(['1.0.0'])
  expect(metrics.releaseFailures).toBe(1)
  network.controlPlane.artifact = (bytes) => bytes
  await sync.sync(NEVER)
  expect(versions()).toEqual(['1.1.0'])
})

it('starts with the last good release when nobody answers', async () => {
  await startSync().sync.sync(NEVER)
  network.controlPlane.isDown = true
  const { sync, versions } = startSync()
  await sync.restore(NEVER)
  expect(versions()).toEqual(['1.0.0'])
  expect(await sync.sync(NEVER)).toBe(false)
  expect(versions()).toEqual(['1.0.0'])
})

it('does not run a last good archive that was changed on disk, and fetches it again', async () => {
  await startSync().sync.sync(NEVER)
  const [name = ''] = readdirSync(network.dataDir.models)
  const path = `${network.dataDir.models}/${name}`
  writeFileSync(path, readFileSync(path).fill(0, 100, 110))
  network.controlPlane.isDown = true
  const { sync, versions } = startSync()
  await sync.restore(NEVER)
  expect(versions()).toEqual([])
  network.controlPlane.isDown = false
  await sync.sync(NEVER)
  expect(versions()).toEqual(['1.0.0'])
})

it('loads a release again whose worker has ended', async () => {
  const { sync, inference, bell, versions } = startSync()
  await sync.sync(NEVER)
  const [active] = inference.releases
  const engine = active?.engine
  const width = active?.release.featureSchema.features.length ?? 0
  // So many rows take longer than a millisecond: the engine counts as hung and ends.
  await engine?.run(new Float32Array(100_000 * width), { timeoutMs: 1 }).catch(() => undefined)
  await engine?.ended
  await bell.wait(10_000, NEVER)
  expect(versions()).toEqual([])
  await sync.sync(NEVER)
  expect(versions()).toEqual(['1.0.0'])
})

it('is woken by the push of the control plane', async () => {
  const bell = new Bell()
  const stop = new AbortController()
  const backOff = new BackOff({ firstMs: 1, mostMs: 10, random: seededRandom(1) })
  const listening = listenForReleases({ origin: network.url, fetch, backOff, bell }, stop.signal)
  const pushing = setInterval(() => network.controlPlane.pushRelease(), 10)
  await bell.wait(30_000, NEVER)
  clearInterval(pushing)
  stop.abort()
  await listening
})
