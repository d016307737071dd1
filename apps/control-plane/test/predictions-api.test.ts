import { submitAnswerSchema } from '@noderr/protocol'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keyedHash } from '../src/auth/index.ts'
import { buildApi } from '../src/build-api.ts'
import type { ProcessEvent } from '../src/context/index.ts'
import { predict, startTestNetwork, type TestNetwork, type TestNode } from './network.ts'

let test: TestNetwork
let app: FastifyInstance
const told: ProcessEvent[] = []
beforeAll(async () => {
  test = await startTestNetwork()
  app = await buildApi({ ...test.services, announce: (event) => told.push(event) })
})
afterAll(async () => {
  await app.close()
  await test.close()
})

/** A session as `POST /api/nodes/session` would have opened it. */
async function openSession(node: TestNode, token: string): Promise<string> {
  const { db, clock, secrets } = test.services
  await db
    .insertInto('node_sessions')
    .values({
      token_hash: keyedHash(secrets.tokenPepper, token),
      node_id: node.nodeId,
      key_id: node.keyId,
      lease_epoch: '1',
      opened_at: new Date(clock.now()),
      expires_at: new Date(clock.now() + 10 * 3_600_000),
    })
    .execute()
  return `Session ${token}`
}

const send = (payload: object, authorization?: string) =>
  app.inject({
    method: 'POST',
    url: '/api/predictions',
    payload,
    headers: authorization ? { authorization } : {},
  })

it('takes a batch on its own session alone, tells of it without a probability, and gives the same receipt again', async () => {
  const [node, other] = [await test.addNode('oracle'), await test.addNode('oracle')]
  const closeTime = test.nextClose()
  const round = await test.publish('direction', closeTime)
  const session = await openSession(node, 'a'.repeat(64))
  const foreign = await openSession(other, 'b'.repeat(64))
  test.advanceTo(closeTime + 1_000)
  const submission = await node.sign({}, [predict(node, round)])

  expect((await send(submission)).json()).toMatchObject({ status: 401, code: 'session.refused' })
  expect((await send(submission, foreign)).json()).toMatchObject({
    status: 403,
    code: 'node.credential-mismatch',
  })
  expect((await send({ ...submission, signature: '0x' }, session)).json()).toMatchObject({
    status: 400,
    code: 'input.invalid',
  })
  const first = submitAnswerSchema.parse((await send(submission, session)).json())
  const again = submitAnswerSchema.parse((await send(submission, session)).json())
  expect(first.results).toMatchObject([{ status: 'accepted' }])
  expect(again).toEqual({ receipt: first.receipt, results: [{ ...first.results[0], status: 'duplicate' }] })
  expect(told).toEqual([
    {
      event: 'prediction.accepted',
      nodeId: node.nodeId,
      tier: 'oracle',
      roundId: round.roundId,
      kind: 'direction',
      symbol: 'BTCUSDT',
      closeTime,
      latencyMs: 1_000,
    },
  ])
})

it('lists signed manifests of the rounds after a market time', async () => {
  const closeTime = test.nextClose()
  const round = await test.publish('direction', closeTime)
  const answer = await app.inject({ url: `/api/rounds?after=${closeTime - 1}` })
  expect(answer.json()).toMatchObject({ rounds: [{ manifest: round }] })
  expect((await app.inject({ url: `/api/rounds?after=${closeTime}` })).json()).toEqual({ rounds: [] })
  expect((await app.inject({ url: '/api/rounds?after=yesterday' })).statusCode).toBe(400)
})

it('refuses by name what the database could not hold or count', async () => {
  const epoch = await app.inject({ url: '/api/epochs/statement?epoch=2147483648' })
  expect(epoch.json()).toMatchObject({ status: 400, code: 'input.invalid' })
  const authorization = await openSession(await test.addNode('oracle'), 'c'.repeat(64))
  const heartbeat = await app.inject({
    method: 'POST',
    url: '/api/nodes/heartbeat',
    headers: { authorization },
    payload: { softwareVersion: '1\0', releases: [], outboxDepth: 0, feedCloseTime: 0, uptimeMs: 1 },
  })
  expect(heartbeat.json()).toMatchObject({ status: 400, code: 'input.invalid' })
})
