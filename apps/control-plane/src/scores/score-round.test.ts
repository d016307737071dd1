import { type Candle, type Prediction, type RoundManifest, roundIdSchema } from '@noderr/protocol'
import { scoreForecast } from '@noderr/scoring'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  bytes32,
  HOUR,
  keepCandles,
  predict,
  startTestNetwork,
  type TestNetwork,
  type TestNode,
} from '../../test/network.ts'
import { submitPredictions } from '../predictions/index.ts'
import { scoreRound } from './score-round.ts'

let test: TestNetwork
let close: number
let round: RoundManifest
let sequence = 0

beforeAll(async () => {
  test = await startTestNetwork()
})
beforeEach(async () => {
  close = test.nextClose()
  round = await test.publish('direction', close)
  test.advanceTo(close + 1_000)
})
afterAll(() => test.close())

async function say(node: TestNode, said: Partial<Prediction>): Promise<void> {
  sequence += 1
  const submission = await node.sign({ sequence: String(sequence) }, [predict(node, round, said)])
  await submitPredictions({ db: test.services.db, network: test.network }, node, submission)
}

/** The candle of the horizon, closing `times` the direction's threshold above its open, and the flat one before it. */
function candles(times: number): Candle[] {
  const to = 20_000 * Math.exp((times * round.upperE9) / 1e9)
  return [candle(close - HOUR, 20_000, 20_000), candle(close, 20_000, to)]
}

function candle(openTime: number, open: number, closePrice: number): Candle {
  const [low, high] = [Math.min(open, closePrice), Math.max(open, closePrice)]
  return { openTime, closeTime: openTime + HOUR, open, high, low, close: closePrice, volume: 1 }
}

const score = () => scoreRound(test.services.db, test.network, round.roundId)
const outcome = () =>
  test.services.db.selectFrom('outcomes').selectAll().where('round_id', '=', round.roundId).executeTakeFirst()

it('settles by the canonical candles and scores every opinion beside its baselines, exactly', async () => {
  const [one, two] = [await test.addNode('oracle'), await test.addNode('validator')]
  await say(one, { p0: 1_000, p1: 2_000, p2: 7_000, modelDigest: bytes32(1) })
  await say(two, { p0: 6_000, p1: 3_000, p2: 1_000, modelDigest: bytes32(2) })
  await keepCandles(test, candles(2))
  test.advanceTo(close + HOUR)
  const scored = await score()
  expect(scored?.outcome).toMatchObject({ status: 'settled', outcome: 2 })
  const shared = {
    standing: 'scored',
    baseRateScore: scoreForecast(round.baseRateBps, 2),
    persistenceScore: scoreForecast([0, 10_000, 0], 2),
  }
  expect(scored?.lines).toMatchObject([
    {
      ...shared,
      nodeId: one.nodeId,
      score: scoreForecast([1_000, 2_000, 7_000], 2),
      crowdScore: scoreForecast([6_000, 3_000, 1_000], 2),
      hit: true,
    },
    {
      ...shared,
      nodeId: two.nodeId,
      score: scoreForecast([6_000, 3_000, 1_000], 2),
      crowdScore: scoreForecast([1_000, 2_000, 7_000], 2),
      hit: false,
    },
  ])
  const metrics = await test.services.db
    .selectFrom('node_metrics')
    .select(['scored', 'accuracy', 'score'])
    .where('node_id', '=', one.nodeId)
    .executeTakeFirst()
  expect(metrics).toMatchObject({ scored: '1', accuracy: 1 })
})

it('scores a round once, however often it is asked for, and logs its outcome', async () => {
  await keepCandles(test, candles(0))
  test.advanceTo(close + HOUR)
  const asked = await Promise.all([score(), score(), score()])
  expect(asked.filter((one) => one !== undefined)).toHaveLength(1)
  const entry = await test.services.db
    .selectFrom('network_log')
    .select('kind')
    .where('index', '=', (await outcome())?.log_index ?? '-1')
    .executeTakeFirst()
  expect(entry?.kind).toBe('outcome')
})

it('scores nothing before the round settles', async () => {
  await keepCandles(test, candles(2))
  test.advanceTo(close + HOUR - 1)
  expect(await score()).toBeUndefined()
  expect(await outcome()).toBeUndefined()
})

it('leaves abstentions and late predictions unscored, and gives an equivocation 0 and no part in the crowd', async () => {
  const [honest, silent, forked, late] = [
    await test.addNode('oracle'),
    await test.addNode('oracle'),
    await test.addNode('oracle'),
    await test.addNode('oracle'),
  ]
  await say(honest, { modelDigest: bytes32(1) })
  await say(silent, { p0: 0, p1: 0, p2: 0, abstainCode: 1, modelDigest: bytes32(2) })
  await say(forked, { modelDigest: bytes32(3) })
  await say(forked, { p0: 9_000, p1: 900, p2: 100, modelDigest: bytes32(3) })
  test.advanceTo(round.submitBy + 1)
  await say(late, { modelDigest: bytes32(4) })
  await keepCandles(test, candles(0))
  test.advanceTo(close + HOUR)
  const lines = new Map((await score())?.lines.map((line) => [line.nodeId, line]))
  expect(lines.get(honest.nodeId)).toMatchObject({ standing: 'scored', crowdScore: null })
  expect(lines.get(silent.nodeId)).toMatchObject({ standing: 'abstained', score: null })
  expect(lines.get(forked.nodeId)).toMatchObject({ standing: 'equivocated', score: 0 })
  expect(lines.get(late.nodeId)).toMatchObject({ standing: 'late', score: null })
})

it('waits one candle for a missing one, then voids the round with a published reason', async () => {
  await say(await test.addNode('oracle'), {})
  test.advanceTo(close + HOUR)
  expect(await score()).toBeUndefined()
  test.advanceTo(close + 2 * HOUR)
  const scored = await score()
  expect(scored).toMatchObject({ outcome: { status: 'void' }, lines: [] })
  expect(await outcome()).toMatchObject({ class: null, void_reason: 'missing-price' })
})

it('voids at once when the series went on without the missing candle', async () => {
  await keepCandles(test, [candle(close + HOUR, 20_000, 20_000)])
  test.advanceTo(close + HOUR)
  expect(await score()).toMatchObject({ outcome: { status: 'void' } })
})

it('does nothing about a round that nobody knows', async () => {
  expect(await scoreRound(test.services.db, test.network, roundIdSchema.parse(bytes32(404)))).toBeUndefined()
})
