import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestNetwork, type TestNetwork, type TestNode } from '../../test/network.ts'
import { fileTelemetry } from './file-telemetry.ts'

let test: TestNetwork
let node: TestNode
beforeAll(async () => {
  test = await startTestNetwork()
})
beforeEach(async () => {
  node = await test.addNode('oracle')
})
afterAll(() => test.close())

const row = (sequence: number, more: object = {}) => ({
  sequence,
  timestamp: test.services.clock.now() + sequence,
  input_hash: null,
  prediction: { action: 'hold' },
  latency: 10 * sequence,
  model_version: '1.0.0',
  ...more,
})
const file = (rows: readonly unknown[], as = node.nodeId) =>
  fileTelemetry(test.services.as({ type: 'node', nodeId: as }), { node_id: node.nodeId, rows })
const stored = () =>
  test.services.db
    .selectFrom('node_telemetry')
    .select(['sequence', 'latency'])
    .where('node_id', '=', node.nodeId)
    .orderBy('sequence')
    .execute()

it('stores the others of a batch with one bad row, and answers for both', async () => {
  const { results } = await file([row(1), row(2, { latency: -1 }), 'text', row(3)])
  expect(results).toEqual([
    { index: 0, sequence: 1, status: 'stored' },
    { index: 1, sequence: 2, status: 'refused', reason: expect.stringContaining('latency') },
    { index: 2, sequence: null, status: 'refused', reason: expect.stringContaining('object') },
    { index: 3, sequence: 3, status: 'stored' },
  ])
  expect((await stored()).map(({ sequence }) => sequence)).toEqual(['1', '3'])
})

it('stores a row once however often it is sent, also twice in one batch', async () => {
  await file([row(1)])
  const { results } = await file([row(1, { latency: 99 }), row(2), row(2)])
  expect(results.map(({ status }) => status)).toEqual(['duplicate', 'stored', 'refused'])
  expect(await stored()).toEqual([
    { sequence: '1', latency: 10 },
    { sequence: '2', latency: 20 },
  ])
})

it("refuses another node's credential", async () => {
  const other = await test.addNode('oracle')
  await expect(file([row(1)], other.nodeId)).rejects.toMatchObject({
    code: 'node.credential-mismatch',
    kind: 'forbidden',
  })
  expect(await stored()).toEqual([])
})

it('refuses a row that would carry sealed probabilities', async () => {
  const { results } = await file([row(1, { prediction: { p0: 1 } })])
  expect(results[0]).toMatchObject({ status: 'refused', reason: expect.stringContaining('sealed') })
})

it('stores the others of a batch with a row that the database could not hold', async () => {
  const { results } = await file([
    row(1),
    row(2, { timestamp: Number.MAX_SAFE_INTEGER }),
    row(3, { prediction: { action: 'ho\0ld' } }),
    row(4, { prediction: { 'act\0ion': 'hold' } }),
    row(5, { model_version: '1\0' }),
    row(6),
    row(7, { prediction: { action: '\ud800' } }),
  ])
  expect(results.map(({ status }) => status)).toEqual([
    'stored',
    'refused',
    'refused',
    'refused',
    'refused',
    'stored',
    'refused',
  ])
  expect((await stored()).map(({ sequence }) => sequence)).toEqual(['1', '6'])
})

it("keeps a node's latency percentiles in step with its rows", async () => {
  await file(Array.from({ length: 100 }, (_, index) => row(index + 1)))
  const metrics = await test.services.db
    .selectFrom('node_metrics')
    .selectAll()
    .where('node_id', '=', node.nodeId)
    .executeTakeFirstOrThrow()
  expect(metrics).toMatchObject({ latency_p50_ms: 505 })
  expect(metrics.latency_p99_ms).toBeCloseTo(990.1)
  expect(metrics.last_seen_at).toEqual(new Date(test.services.clock.now()))
})
