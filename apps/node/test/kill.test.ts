import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { INTERVALS, type Prediction, predictionLeaf, type RoundId, roundIdOf } from '@noderr/protocol'
import { seededRandom } from '@noderr/testkit'
import { expect, it } from 'vitest'
import { SampleNetwork } from './sample-network.ts'

const KILLS = 25
/** Wall milliseconds between candles: so fast that a kill falls somewhere inside a tick or a delivery. */
const PACE_MS = 40
/** Each restart finds the market so many candles back when it is ready: it meets the rounds again it was killed in. */
const REWIND = 50

interface Row {
  readonly round_id: string
  readonly leaf: string
  readonly body: string
  readonly status: string | null
  readonly receipt_digest: string | null
}

function readDatabase(path: string) {
  const database = new DatabaseSync(path, { readOnly: true })
  const all = <Type>(sql: string) => database.prepare(sql).all() as unknown as Type[]
  const rows = {
    predictions: all<Row>('SELECT * FROM prediction'),
    batches: all<{ digest: string; sequence: number; signature: string | null }>('SELECT * FROM batch'),
    receipts: all<{ batch_digest: string }>('SELECT * FROM receipt'),
    evidence: all<unknown>('SELECT * FROM evidence'),
  }
  database.close()
  return rows
}

it(`loses no signed prediction and signs nothing twice when it is killed ${KILLS} times`, {
  timeout: 600_000,
}, async () => {
  await using network = await SampleNetwork.start({ pace: PACE_MS })
  const { controlPlane } = network
  // The high-water mark would keep the node from many of those rounds: here its own memory must.
  controlPlane.tellsHighWater = false
  let [joinedAt, loadingMs] = [0, 2_000]
  controlPlane.onJoin = () => {
    joinedAt = performance.now()
    const { lastCloseTime } = controlPlane
    const candles = REWIND + Math.ceil(loadingMs / PACE_MS)
    if (lastCloseTime > 0) network.setMarketTime(lastCloseTime - candles * INTERVALS['1h'])
  }
  const random = seededRandom(Number(process.env.KILL_SEED ?? 1))
  // Every fourth answer is lost on its way, so that a kill also falls between taking and acknowledging.
  controlPlane.hangUp = () => random() < 0.25
  for (let kill = 0; kill < KILLS; kill += 1) {
    const node = network.startNode()
    // Four in five kills fall while candles flow, the others somewhere in the start.
    if (random() < 0.8) {
      await node.until('ready')
      loadingMs = performance.now() - joinedAt
    }
    await sleep(random() * 100 * PACE_MS)
    await node.kill()
    expect(controlPlane.offences).toEqual([])
  }
  controlPlane.hangUp = () => false
  const last = network.startNode()
  await last.until('prediction.receipted', 5)
  expect(await last.stop()).toBe(0)

  const { predictions, batches, receipts, evidence } = readDatabase(network.dataDir.database)
  const bound = new Map(predictions.map((row) => [row.round_id as RoundId, row.leaf]))
  expect(evidence).toEqual([])
  expect(controlPlane.offences).toEqual([])
  // One leaf a round, and it is the leaf of the stored bytes.
  for (const { body, leaf, round_id } of predictions) {
    const prediction = JSON.parse(body) as Prediction
    expect([roundIdOf(prediction), predictionLeaf(prediction)]).toEqual([round_id, leaf])
  }
  // Whatever the server was given is what the node is bound to, and the other way round.
  expect([...controlPlane.leaves].sort()).toEqual([...bound].sort())
  expect(predictions.filter(({ status }) => status === null)).toEqual([])
  // Every prediction that was taken has a receipt of a batch that the node recorded.
  const digests = new Set(batches.map(({ digest }) => digest))
  const receipted = new Set(receipts.map(({ batch_digest }) => batch_digest))
  expect([...receipted].filter((digest) => !digests.has(digest))).toEqual([])
  expect(predictions.filter(({ receipt_digest }) => !receipted.has(receipt_digest ?? ''))).toEqual([])
  // The server saw every sequence with the digest under which the node keeps it.
  const recorded = new Map(batches.map(({ sequence, digest }) => [String(sequence), digest]))
  for (const [sequence, digest] of controlPlane.sequences) expect(recorded.get(sequence)).toBe(digest)
  expect(predictions.length).toBeGreaterThan(KILLS)
})
