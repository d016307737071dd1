import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  bytes32Schema,
  type Fetch,
  INTERVALS,
  type Prediction,
  REAL_TIME,
  submitAnswerSchema,
} from '@noderr/protocol'
import { FileArtifactStore } from '@noderr/releases'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FakeControlPlane, SAMPLE_NETWORK } from '../../test/fake-control-plane.ts'
import { SAMPLE_DOMAIN, SAMPLE_IDENTITY, SAMPLE_KEY, SAMPLE_NODE_ID } from '../../test/sample-node.ts'
import { BackOff, Bell } from '../back-off.ts'
import type { NodeConfig } from '../config.ts'
import { controlPlane } from '../control-plane.ts'
import { createLog } from '../log.ts'
import { createMetrics } from '../metrics.ts'
import { openNodeDatabase } from '../node-database.ts'
import { PredictionGuard } from '../predictions/guard.ts'
import { toPrediction } from '../predictions/prediction.ts'
import { NodeSessions } from './node-session.ts'
import { Outbox } from './outbox.ts'
import { ResultReporter } from './result-reporter.ts'

const HOUR = INTERVALS['1h']
const TERMS = { leaseEpoch: '1', issuedAt: 0, expiresAt: HOUR }
const folder = () => mkdtempSync(join(tmpdir(), 'noderr-'))
const never = new AbortController().signal

let plane: FakeControlPlane
let origin: string
beforeEach(async () => {
  const store = new FileArtifactStore(folder())
  plane = new FakeControlPlane({ tier: 'oracle', clock: () => REAL_TIME, store })
  origin = await plane.listen()
})
afterEach(() => plane.close())

function startReporter(fetch?: Fetch) {
  const database = openNodeDatabase(join(folder(), 'node.db'))
  const [guard, outbox] = [new PredictionGuard(database, SAMPLE_DOMAIN), new Outbox(database)]
  const api = controlPlane({ CONTROL_PLANE_URL: origin } as NodeConfig, fetch)
  const instance = bytes32Schema.parse(`0x${'55'.repeat(32)}`)
  const who = { key: SAMPLE_KEY, nodeId: SAMPLE_NODE_ID, domain: SAMPLE_DOMAIN, controlPlane: api }
  const onGrant = guard.raise.bind(guard)
  const sessions = new NodeSessions({ ...who, instance, clock: { now: () => Date.now() }, onGrant })
  const reporter = new ResultReporter({
    ...{ ...who, database, guard, outbox, sessions, metrics: createMetrics(), log: createLog('silent') },
    receiptKey: () => SAMPLE_NETWORK.receiptKey,
    backOff: new BackOff({ firstMs: 1, mostMs: 1, random: () => 0 }),
    bell: new Bell(),
    termsOf: () => TERMS,
    onDelivered: () => undefined,
  })
  return { guard, outbox, deliver: () => reporter.deliverOldest(never) }
}

function prediction(hour: number): Prediction {
  const about = { kind: 'direction', lane: 'network', symbol: 'BTCUSDT' } as const
  const round = { ...about, intervalMs: HOUR, horizonMs: HOUR, closeTime: hour * HOUR }
  const forecast = { abstain: 'inference-error', source: undefined, inputHash: undefined } as const
  return toPrediction(SAMPLE_IDENTITY, round, forecast)
}

it('delivers in a new batch what was too early in one of which the rest was taken', async () => {
  const { guard, outbox, deliver } = startReporter()
  guard.admit([prediction(1), prediction(2)], TERMS)
  plane.isEarly = ({ closeTime }) => closeTime === 2 * HOUR
  await expect(deliver()).rejects.toMatchObject({ code: 'reporting.not-yet-taken' })
  expect(outbox.depth).toBe(1)
  plane.isEarly = () => false
  await deliver()
  expect([outbox.depth, plane.leaves.size, plane.offences]).toEqual([0, 2, []])
})

it('sends the same batch again when all of it was too early', async () => {
  const { guard, outbox, deliver } = startReporter()
  guard.admit([prediction(1)], TERMS)
  plane.isEarly = () => true
  await expect(deliver()).rejects.toMatchObject({ code: 'reporting.not-yet-taken' })
  plane.isEarly = () => false
  await deliver()
  expect([outbox.depth, [...plane.sequences.keys()]]).toEqual([0, ['1']])
})

it('keeps what was taken with the receipt of an earlier batch: it proves nothing of this one', async () => {
  let earlier: unknown
  const { guard, outbox, deliver } = startReporter(async (...request) => {
    const response = await fetch(...request)
    if (!String(request[0]).endsWith('/api/predictions')) return response
    const answer = submitAnswerSchema.parse(await response.json())
    earlier ??= answer.receipt
    return Response.json({ ...answer, receipt: earlier })
  })
  guard.admit([prediction(1)], TERMS)
  await deliver()
  guard.admit([prediction(2)], TERMS)
  await expect(deliver()).rejects.toMatchObject({ code: 'reporting.nothing-said' })
  expect(outbox.depth).toBe(1)
})
