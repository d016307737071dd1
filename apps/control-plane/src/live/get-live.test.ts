import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  HOUR,
  keepCandles,
  madeUpCandles,
  predict,
  startTestNetwork,
  type TestNetwork,
} from '../../test/network.ts'
import { buildApi } from '../build-api.ts'
import { submitPredictions } from '../predictions/index.ts'
import { scoreRound } from '../scores/index.ts'
import { getLive } from './get-live.ts'

let test: TestNetwork
beforeAll(async () => {
  test = await startTestNetwork()
})
afterAll(() => test.close())

/** Probabilities that occur nowhere else. */
const CANARY = { p0: 1_237, p1: 2_349, p2: 6_414 }

it('shows nothing of a sealed prediction before its round has settled, and all of it after', async () => {
  const node = await test.addNode('oracle')
  const closeTime = test.nextClose()
  const round = await test.publish('direction', closeTime)
  test.advanceTo(closeTime + 1_000)
  const batch = await node.sign({}, [predict(node, round, CANARY)])
  await submitPredictions({ db: test.services.db, network: test.network }, node, batch)
  await keepCandles(test, madeUpCandles(closeTime + HOUR, 3))

  const app = await buildApi(test.services)
  const paths = ['/trpc/network.live', '/api/rounds?after=0', '/api/epochs', '/api/network', '/openapi.json']
  const ask = async () =>
    (await Promise.all(paths.map(async (url) => (await app.inject({ url })).body))).join('\n')
  const sealed = await ask()
  expect(sealed).toContain(node.nodeId)
  for (const canary of Object.values(CANARY)) expect(sealed).not.toContain(String(canary))

  test.advanceTo(closeTime + HOUR)
  await scoreRound(test.services.db, test.network, round.roundId)
  const opened = await ask()
  for (const canary of Object.values(CANARY)) expect(opened).toContain(String(canary))
  await app.close()
})

it('shows nodes, candles, rounds, scores beside their baselines and the head of the log', async () => {
  const live = await getLive(test.services)
  const [node] = live.nodes
  expect(node).toMatchObject({ tier: 'oracle', state: 'offline', receipts: 1 })
  expect(live.candles).toHaveLength(3)
  expect(live.rounds).toMatchObject([
    { kind: 'direction', status: 'settled', predictions: [{ bps: Object.values(CANARY) }] },
  ])
  expect(live.scores).toMatchObject([
    { nodeId: node?.nodeId, kind: 'direction', rounds: 1, crowd: null, gainInterval: null },
  ])
  expect(live.log?.treeSize).toBe(2)
  expect(live.epoch).toBeNull()
})
