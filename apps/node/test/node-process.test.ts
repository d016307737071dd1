import { expect, it } from 'vitest'
import { SampleNetwork } from './sample-network.ts'

it('carries candles to receipts and telemetry, says no word of warning, and stops when asked', {
  timeout: 120_000,
}, async () => {
  await using network = await SampleNetwork.start()
  const node = network.startNode({ TELEMETRY_INTERVAL: '300', LOG_LEVEL: 'debug' })
  await node.until('prediction.receipted', 10)
  expect(await node.stop()).toBe(0)
  expect(node.problems).toEqual([])
  const { controlPlane } = network
  expect(controlPlane.offences).toEqual([])
  expect(controlPlane.leaves.size).toBeGreaterThanOrEqual(10)
  expect(controlPlane.telemetry.size).toBe(controlPlane.leaves.size)
  expect(controlPlane.heartbeats).toBeGreaterThan(0)
  expect(JSON.stringify([...controlPlane.telemetry.values()])).not.toMatch(/p0|p1|p2|confidence|action/)
})
