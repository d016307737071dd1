import {
  type Bytes32,
  batchDigest,
  bytes32Schema,
  EMPTY_LOG_HEAD,
  nextLogHead,
  predictionLeaf,
  type RoundManifest,
  receiptDigest,
  roundIdOf,
  type Signature,
  type SubmitPredictions,
} from '@noderr/protocol'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  bytes32,
  HOUR,
  predict,
  START,
  startTestNetwork,
  type TestNetwork,
  type TestNode,
} from '../../test/network.ts'
import { recoverSigner } from '../auth/index.ts'
import { submitPredictions } from './submit-predictions.ts'

let test: TestNetwork
let node: TestNode
let round: RoundManifest
let close = START

beforeAll(async () => {
  test = await startTestNetwork()
})
beforeEach(async () => {
  node = await test.addNode('oracle')
  close = test.nextClose()
  round = await test.publish('direction', close)
  test.advanceTo(close + 1_000)
})
afterAll(() => test.close())

const submit = (submission: SubmitPredictions, as: TestNode = node) =>
  submitPredictions({ db: test.services.db, network: test.network }, as, submission)
const statuses = async (submission: SubmitPredictions) =>
  (await submit(submission)).answer.results.map(({ status, code }) => code ?? status)
const rows = (table: 'predictions' | 'prediction_batches' | 'equivocation_evidence') =>
  test.services.db.selectFrom(table).selectAll().where('node_id', '=', node.nodeId).execute()

it('takes a prediction that is on time and gives a receipt that the receipt key signed', async () => {
  const submission = await node.sign({}, [predict(node, round)])
  const { answer, taken } = await submit(submission)
  expect(answer.results).toEqual([
    { leaf: predictionLeaf(predict(node, round)), roundId: roundIdOf(round), status: 'accepted' },
  ])
  expect(taken).toHaveLength(1)
  const { receipt, signature } = answer.receipt ?? expect.fail('no receipt')
  expect(receipt).toMatchObject({
    batchDigest: batchDigest(test.network.domain, submission.batch),
    receivedAt: close + 1_000,
    treeSize: String(Number(receipt.firstIndex) + 1),
  })
  expect(await recoverSigner(receiptDigest(test.network.domain, receipt), signature)).toBe(
    test.network.receiptKey.address,
  )
})

it('refuses a wrong signature, and one with a high s', async () => {
  const good = await node.sign({}, [predict(node, round)])
  const other = await node.sign({ sequence: '9' }, [predict(node, round)])
  await expect(submit({ ...good, signature: other.signature })).rejects.toMatchObject({
    code: 'batch.wrong-signature',
    kind: 'invalid',
  })
  await expect(submit({ ...good, signature: withHighS(good.signature) })).rejects.toMatchObject({
    code: 'batch.wrong-signature',
  })
  expect(await rows('prediction_batches')).toEqual([])
})

it('refuses a batch that was signed for another chain id or another network', async () => {
  for (const domain of [
    { ...test.network.domain, chainId: 84_532 },
    { ...test.network.domain, networkId: bytes32(7) },
  ]) {
    const foreign = await node.sign({}, [predict(node, round)], domain)
    await expect(submit(foreign)).rejects.toMatchObject({ code: 'batch.wrong-signature' })
  }
})

it("refuses another node's batch on this node's session", async () => {
  const other = await test.addNode('oracle')
  const batch = await other.sign({}, [predict(other, round)])
  await expect(submit(batch, node)).rejects.toMatchObject({
    code: 'node.credential-mismatch',
    kind: 'forbidden',
    batchNodeId: other.nodeId,
    sessionNodeId: node.nodeId,
  })
})

it("refuses a batch that holds another node's prediction, another count or another root", async () => {
  const other = await test.addNode('oracle')
  const mine = predict(node, round)
  await expect(submit(await node.sign({}, [mine, predict(other, round)]))).rejects.toMatchObject({
    code: 'batch.wrong-owner',
  })
  await expect(submit(await node.sign({ count: 2 }, [mine]))).rejects.toMatchObject({
    code: 'batch.wrong-count',
  })
  await expect(submit(await node.sign({ root: bytes32(1) }, [mine]))).rejects.toMatchObject({
    code: 'batch.wrong-root',
  })
})

it('refuses a future round and one that nobody published, and keeps neither', async () => {
  const future = await test.publish('direction', close + HOUR)
  const unknown = { ...round, closeTime: close + 5 * HOUR }
  const submission = await node.sign({}, [predict(node, future), predict(node, unknown)])
  expect(await statuses(submission)).toEqual(['round.not-open', 'round.unknown'])
  expect((await submit(submission)).answer.receipt).toBeNull()
  expect(await rows('predictions')).toEqual([])
})

it('refuses a kind that the tier does not answer', async () => {
  const regime = await test.publish('regime', close + HOUR)
  test.advanceTo(close + HOUR + 1_000)
  expect(await statuses(await node.sign({}, [predict(node, regime)]))).toEqual(['round.not-for-tier'])
})

it('keeps and receipts a late prediction as late', async () => {
  test.advanceTo(close + 5_000)
  expect(await statuses(await node.sign({}, [predict(node, round)]))).toEqual(['accepted'])
  const next = await test.publish('direction', close + HOUR)
  test.advanceTo(close + HOUR + 5_001)
  const late = await submit(await node.sign({ sequence: '2' }, [predict(node, next)]))
  expect(late.answer.results[0]?.status).toBe('late')
  expect(late.answer.receipt).not.toBeNull()
  expect(await rows('predictions')).toHaveLength(2)
})

it('counts a prediction as late when its batch had expired', async () => {
  const submission = await node.sign({ expiresAt: close + 999 }, [predict(node, round)])
  expect(await statuses(submission)).toEqual(['late'])
})

it('gives the same batch the very same receipt again, even under a newer lease', async () => {
  const submission = await node.sign({}, [predict(node, round)])
  const first = await submit(submission)
  test.advanceTo(close + 11_000)
  await moveLease(2)
  const again = await submit(submission)
  expect(again.answer.receipt).toEqual(first.answer.receipt)
  expect(again.answer.results.map(({ status }) => status)).toEqual(['duplicate'])
  expect(again.taken).toEqual([])
  expect(await rows('predictions')).toHaveLength(1)
})

it('gives the old receipt to the same prediction in a new batch', async () => {
  const first = await submit(await node.sign({}, [predict(node, round)]))
  const again = await submit(await node.sign({ sequence: '2' }, [predict(node, round)]))
  expect(again.answer.results.map(({ status }) => status)).toEqual(['duplicate'])
  expect(again.answer.receipt).toEqual(first.answer.receipt)
})

it('refuses a repeated sequence with another batch', async () => {
  const next = await test.publish('direction', close + HOUR)
  await submit(await node.sign({ sequence: '5' }, [predict(node, round)]))
  test.advanceTo(close + HOUR + 1_000)
  await expect(submit(await node.sign({ sequence: '5' }, [predict(node, next)]))).rejects.toMatchObject({
    code: 'batch.sequence-used',
    kind: 'conflict',
  })
})

it('refuses a batch of an older lease, and takes its leaves in a new one', async () => {
  await moveLease(2)
  await expect(submit(await node.sign({}, [predict(node, round)]))).rejects.toMatchObject({
    code: 'batch.lease-stale',
    kind: 'conflict',
  })
  expect(await statuses(await node.sign({ leaseEpoch: '2' }, [predict(node, round)]))).toEqual(['accepted'])
})

it('refuses a batch whose key was revoked after its session was shown', async () => {
  const submission = await node.sign({}, [predict(node, round)])
  const { db } = test.services
  await db.updateTable('node_keys').set({ revoked_at: new Date() }).where('key_id', '=', node.keyId).execute()
  await expect(submit(submission)).rejects.toMatchObject({ code: 'session.over', kind: 'unauthenticated' })
  expect(await rows('predictions')).toEqual([])
})

it('keeps a different digest for the same round as evidence, and lets the rest of the batch stand', async () => {
  const next = await test.publish('direction', close + HOUR)
  await submit(await node.sign({}, [predict(node, round)]))
  test.advanceTo(close + HOUR + 1_000)
  const other = predict(node, round, { p0: 3_000, p1: 4_000 })
  const submission = await node.sign({ sequence: '2' }, [other, predict(node, next)])
  expect(await statuses(submission)).toEqual(['round.taken-by-another-digest', 'accepted'])
  expect(await rows('equivocation_evidence')).toMatchObject([
    {
      node_id: node.nodeId,
      round_id: round.roundId,
      kept_leaf: predictionLeaf(predict(node, round)),
      other_leaf: predictionLeaf(other),
      evidence: { batch: submission.batch, signature: submission.signature },
    },
  ])
  const kept = await test.services.db
    .selectFrom('predictions')
    .select(['p0', 'equivocated'])
    .where('round_id', '=', round.roundId)
    .execute()
  expect(kept).toEqual([{ p0: 2_000, equivocated: true }])
})

it('refuses the whole batch that holds one round twice, and keeps it as evidence', async () => {
  const next = await test.publish('direction', close + HOUR)
  test.advanceTo(close + HOUR + 1_000)
  const twice = [predict(node, round), predict(node, round, { p0: 1_000, p1: 6_000 }), predict(node, next)]
  await expect(submit(await node.sign({}, twice))).rejects.toMatchObject({
    code: 'batch.repeated-round',
    roundIds: [round.roundId],
  })
  expect(await rows('equivocation_evidence')).toHaveLength(1)
  expect(await rows('predictions')).toEqual([])
})

it('chains every receipt out of one log, whoever submits at once', async () => {
  const nodes = [node, ...(await Promise.all(Array.from({ length: 7 }, () => test.addNode('oracle'))))]
  const answers = await Promise.all(
    nodes.map(async (one) => (await submit(await one.sign({}, [predict(one, round)]), one)).answer),
  )
  const log = await test.services.db.selectFrom('network_log').selectAll().orderBy('index').execute()
  let head: Bytes32 = EMPTY_LOG_HEAD
  const heads = log.map(({ kind, hash }) => {
    head = nextLogHead(head, { kind, hash: bytes32Schema.parse(hash) })
    return head
  })
  expect(log.map((row) => row.head)).toEqual(heads)
  for (const { receipt } of answers) {
    const { treeSize, treeHead } = receipt?.receipt ?? expect.fail('no receipt')
    expect(heads[Number(treeSize) - 1]).toBe(treeHead)
  }
  expect(new Set(answers.map(({ receipt }) => receipt?.receipt.treeSize)).size).toBe(8)
})

it('judges one batch that comes many times at once only once', async () => {
  const submission = await node.sign({}, [predict(node, round)])
  const answers = await Promise.all(Array.from({ length: 6 }, () => submit(submission)))
  expect(new Set(answers.map(({ answer }) => JSON.stringify(answer.receipt))).size).toBe(1)
  expect(answers.filter(({ taken }) => taken.length > 0)).toHaveLength(1)
})

it('raises the marks below which a restored machine must not sign', async () => {
  await submit(await node.sign({ sequence: '41' }, [predict(node, round)]))
  const marks = await test.services.db
    .selectFrom('nodes')
    .select(['high_water_sequence', 'high_water_close_time'])
    .where('node_id', '=', node.nodeId)
    .executeTakeFirst()
  expect(marks).toEqual({ high_water_sequence: '41', high_water_close_time: String(close) })
})

function moveLease(epoch: number) {
  return test.services.db
    .updateTable('nodes')
    .set({ lease_epoch: String(epoch) })
    .where('node_id', '=', node.nodeId)
    .execute()
}

function withHighS(signature: Signature): Signature {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const s = (order - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0')
  const v = signature.slice(130) === '1b' ? '1c' : '1b'
  return `${signature.slice(0, 66)}${s}${v}` as Signature
}
