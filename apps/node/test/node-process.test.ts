import { writeFileSync } from 'node:fs'
import { roundIdOf } from '@noderr/protocol'
import { digestOf, openRelease, readReleaseArchive } from '@noderr/releases'
import { expect, it } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { readKeyAddress, readNodeSecret } from '../src/identity/node-keys.ts'
import { nodeIdentity } from '../src/predictions/node-identity.ts'
import { replay } from '../src/replay.ts'
import { runCli } from './run-cli.ts'
import { sampleCandles } from './sample-candles.ts'
import { SampleNetwork } from './sample-network.ts'
import { sampleRelease } from './sample-release.ts'

const SLOW = { timeout: 120_000 }
const LOUD = { TELEMETRY_INTERVAL: '300', LOG_LEVEL: 'debug' }

it(
  'carries candles to receipts and telemetry, without a warning, and gives what a replay gives',
  SLOW,
  async () => {
    await using network = await SampleNetwork.start()
    const { controlPlane, dataDir } = network
    const node = network.startNode(LOUD)
    await node.until('prediction.receipted', 10)
    const status = await runCli(['status', '--json', '--data-dir', dataDir.path])
    expect(JSON.parse(status.stdout)).toMatchObject({
      running: true,
      releases: [{ modelId: 'sample', state: 'primary' }],
    })
    expect(await node.stop()).toBe(0)
    expect(node.problems).toEqual([])
    expect(controlPlane.offences).toEqual([])
    expect(controlPlane.leaves.size).toBeGreaterThanOrEqual(10)
    expect(controlPlane.heartbeats).toBeGreaterThan(0)
    expect(controlPlane.telemetry.size).toBe(controlPlane.leaves.size)
    for (const sealed of ['p0', 'p1', 'p2', 'confidence', 'action'])
      expect(JSON.stringify([...controlPlane.telemetry.values()]) + node.output).not.toContain(`"${sealed}"`)

    const replayed = await replayOf(network)
    for (const [roundId, leaf] of controlPlane.leaves) expect(replayed.get(roundId)).toBe(leaf)
  },
)

it('swaps to a new release at the push, under way', SLOW, async () => {
  await using network = await SampleNetwork.start()
  const node = network.startNode(LOUD)
  await node.until('prediction.signed', 2)
  await network.publish({ version: '2.0.0', sequence: 2, seed: 2 })
  network.controlPlane.pushRelease()
  await node.until('release.active', 2)
  const before = node.events.length
  await node.until(
    'prediction.signed',
    node.events.filter(({ event }) => event === 'prediction.signed').length + 2,
  )
  const after = node.events.slice(before).filter(({ event }) => event === 'prediction.signed')
  expect(after.at(-1)).toMatchObject({ modelId: 'sample', version: '2.0.0' })
  expect(await node.stop()).toBe(0)
  expect(node.problems).toEqual([])
})

it('signs the same leaves anew when the lease has moved', SLOW, async () => {
  await using network = await SampleNetwork.start()
  const { controlPlane } = network
  const node = network.startNode(LOUD)
  await node.until('prediction.receipted', 2)
  controlPlane.leaseEpoch += 1
  await node.until('prediction.receipted', 6)
  expect(await node.stop()).toBe(0)
  expect(controlPlane.offences).toEqual([])
})

it('keeps what it signs while nobody answers, and delivers all of it afterwards', SLOW, async () => {
  await using network = await SampleNetwork.start()
  const { controlPlane } = network
  const node = network.startNode(LOUD)
  await node.until('prediction.receipted', 1)
  controlPlane.isDown = true
  await node.until('prediction.signed', node.events.length + 5)
  controlPlane.isDown = false
  await node.until('prediction.receipted', 6)
  expect(await node.stop()).toBe(0)
  const signed = node.events.filter(({ event }) => event === 'prediction.signed')
  expect(controlPlane.leaves.size).toBe(signed.length)
  expect(controlPlane.offences).toEqual([])
})

it('enrols with the delegation in its folder when the control plane does not know it yet', SLOW, async () => {
  await using network = await SampleNetwork.start()
  const { controlPlane, dataDir } = network
  controlPlane.enrolled = false
  const refused = network.startNode(LOUD)
  expect(await refused.exited).toBe(70)
  expect(refused.output).toContain('network.not-enrolled')
  await runCli(['delegation-request', '--data-dir', dataDir.path])
  writeFileSync(dataDir.delegationSignature, `0x${'11'.repeat(65)}\n`)
  const node = network.startNode(LOUD)
  await node.until('ready')
  expect(controlPlane.enrolled).toBe(true)
  expect(await node.stop()).toBe(0)
})

it('does not run twice in one folder', SLOW, async () => {
  await using network = await SampleNetwork.start()
  const node = network.startNode(LOUD)
  await node.until('ready')
  const second = network.startNode(LOUD)
  expect(await second.exited).toBe(1)
  expect(second.output).toContain('another node is running')
  expect(await node.stop()).toBe(0)
})

it('halts when the control plane holds another opinion of this node', SLOW, async () => {
  await using network = await SampleNetwork.start()
  const { controlPlane } = network
  const node = network.startNode(LOUD)
  await node.until('prediction.receipted', 1)
  controlPlane.equivocates = true
  expect(await node.exited).toBe(70)
  expect(node.output).toContain('reporting.equivocation')
})

/** The leaves that a replay gives, by round. */
async function replayOf({ dataDir }: SampleNetwork) {
  const { archive } = await sampleRelease({ tiers: ['oracle'] })
  const release = openRelease(await readReleaseArchive([archive]))
  const { config } = loadConfig({ dataDir: dataDir.path })
  const identity = nodeIdentity(config.NODE_ID, readKeyAddress(dataDir), readNodeSecret(dataDir))
  const onFailure = (error: unknown) => {
    throw error
  }
  const leaves = new Map<string, string>()
  const candles = sampleCandles(16_000).slice(0, 3_000)
  for await (const one of replay({ candles, release, digest: digestOf(archive), identity, onFailure }))
    leaves.set(roundIdOf(one), one.leaf)
  return leaves
}
