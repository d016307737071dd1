import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Bytes32,
  bytes32Schema,
  INTERVALS,
  type Prediction,
  predictionLeaf,
  type RoundId,
  roundIdOf,
  type SessionGrant,
} from '@noderr/protocol'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { SAMPLE_DOMAIN, SAMPLE_IDENTITY, SAMPLE_KEY } from '../../test/sample-node.ts'
import { openNodeDatabase } from '../node-database.ts'
import { Outbox } from '../reporting/outbox.ts'
import { EquivocationRefusedError, PredictionGuard } from './guard.ts'
import { toPrediction } from './prediction.ts'
import { StoredBatchChangedError, signBatch } from './sign-prediction.ts'

const HOUR = INTERVALS['1h']
const LEASE = { leaseEpoch: '1', issuedAt: 0, expiresAt: HOUR }
const GRANT: SessionGrant = {
  token: 't',
  expiresAt: 0,
  leaseEpoch: '1',
  highWaterSequence: '0',
  highWaterCloseTime: 0,
}
const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const end of cleanUp.splice(0)) end()
})

function openGuard(path = join(mkdtempSync(join(tmpdir(), 'noderr-')), 'node.db')) {
  const database = openNodeDatabase(path)
  let isOpen = true
  const close = () => {
    if (isOpen) database.close()
    isOpen = false
  }
  cleanUp.push(close)
  return {
    path,
    close,
    database,
    guard: new PredictionGuard(database, SAMPLE_DOMAIN),
    outbox: new Outbox(database),
  }
}

/** The opinion number `opinion` about the round at hour `hour`. */
function prediction(hour: number, opinion = 0): Prediction {
  const round = {
    kind: 'direction',
    lane: 'network',
    symbol: 'BTCUSDT',
    intervalMs: HOUR,
    horizonMs: HOUR,
    closeTime: hour * HOUR,
  } as const
  const inputHash = bytes32Schema.parse(`0x${opinion.toString(16).padStart(64, '0')}`)
  return toPrediction(SAMPLE_IDENTITY, round, { abstain: 'inference-error', source: undefined, inputHash })
}

it('admits a round once, and never again', () => {
  const { guard, outbox } = openGuard()
  expect(guard.admit([prediction(1)], LEASE)).toMatchObject({ sequence: 1, refused: [] })
  expect(guard.admit([prediction(1)], LEASE)).toMatchObject({
    sequence: undefined,
    admitted: [],
    refused: [{ reason: 'recorded-before' }],
  })
  expect(outbox.depth).toBe(1)
})

it('halts at a second opinion, keeps it as evidence and signs nothing of the call', () => {
  const { guard, outbox, database } = openGuard()
  guard.admit([prediction(1)], LEASE)
  expect(() => guard.admit([prediction(2), prediction(1, 1)], LEASE)).toThrow(EquivocationRefusedError)
  expect(outbox.depth).toBe(1)
  expect(guard.isRecorded(roundIdOf(prediction(2)))).toBe(false)
  const [evidence] = database.prepare('SELECT kind, body FROM evidence').all()
  expect(evidence?.kind).toBe('equivocation-refused')
  expect(JSON.parse(String(evidence?.body)).recordedLeaf).toBe(predictionLeaf(prediction(1)))
})

it("refuses rounds at or below the server's high-water mark that it does not remember", () => {
  const { guard } = openGuard()
  guard.admit([prediction(5)], LEASE)
  guard.raise({ ...GRANT, highWaterSequence: '40', highWaterCloseTime: 7 * HOUR })
  const { sequence, refused, admitted } = guard.admit(
    [5, 6, 7, 8].map((hour) => prediction(hour)),
    LEASE,
  )
  expect(refused.map(({ reason }) => reason)).toEqual([
    'recorded-before',
    'below-high-water',
    'below-high-water',
  ])
  expect(admitted).toEqual([prediction(8)])
  expect(sequence).toBe(41)
})

it('withdraws what was recorded before the first lease and may have been signed by a copy', () => {
  const { guard, outbox } = openGuard()
  guard.admit([prediction(6), prediction(8)], undefined)
  expect(guard.raise({ ...GRANT, highWaterCloseTime: 7 * HOUR })).toBe(1)
  guard.rebatch(LEASE)
  expect(outbox.oldest()?.predictions).toEqual([prediction(8)])
})

it('puts the same leaves under a new lease with a new sequence', () => {
  const { guard, outbox } = openGuard()
  guard.admit([prediction(1)], LEASE)
  guard.admit([prediction(2)], LEASE)
  expect(guard.rebatch(LEASE)).toEqual([])
  expect(guard.rebatch({ ...LEASE, leaseEpoch: '2' })).toEqual([3])
  expect(outbox.oldest()).toMatchObject({ sequence: 3, leaseEpoch: '2' })
  expect(new Set(outbox.oldest()?.predictions)).toEqual(new Set([prediction(1), prediction(2)]))
})

it('puts the leaves of a retired batch into another one', () => {
  const { guard, outbox } = openGuard()
  guard.admit([prediction(1)], LEASE)
  guard.retire(1)
  expect(guard.rebatch(LEASE)).toEqual([2])
  expect(outbox.oldest()?.sequence).toBe(2)
})

it('remakes the same signature after a crash between guard and key', async () => {
  const first = openGuard()
  const { sequence = 0 } = first.guard.admit([prediction(1)], LEASE)
  first.close()
  const second = openGuard(first.path)
  const signed = await signBatch(second.database, SAMPLE_DOMAIN, SAMPLE_KEY, sequence)
  second.database.exec('UPDATE batch SET signature = NULL')
  expect(await signBatch(second.database, SAMPLE_DOMAIN, SAMPLE_KEY, sequence)).toEqual(signed)
})

it('sends no signature for a batch that was changed on disk after it was signed', async () => {
  const { guard, database } = openGuard()
  const { sequence = 0 } = guard.admit([prediction(1)], LEASE)
  await signBatch(database, SAMPLE_DOMAIN, SAMPLE_KEY, sequence)
  database.exec(`UPDATE batch SET body = replace(body, '"leaseEpoch":"1"', '"leaseEpoch":"2"')`)
  await expect(signBatch(database, SAMPLE_DOMAIN, SAMPLE_KEY, sequence)).rejects.toThrow(
    StoredBatchChangedError,
  )
})

it('signs no batch that was changed on disk', async () => {
  const { guard, database } = openGuard()
  const { sequence = 0 } = guard.admit([prediction(1)], LEASE)
  database.exec(`UPDATE batch SET body = replace(body, '"leaseEpoch":"1"', '"leaseEpoch":"2"')`)
  await expect(signBatch(database, SAMPLE_DOMAIN, SAMPLE_KEY, sequence)).rejects.toThrow(
    StoredBatchChangedError,
  )
})

const stepArbitrary = fc.oneof(
  fc.record({
    do: fc.constant('admit' as const),
    hours: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 4 }),
    opinion: fc.integer({ min: 0, max: 1 }),
    hasLease: fc.boolean(),
  }),
  fc.record({ do: fc.constant('rebatch' as const), leaseEpoch: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('raise' as const), hour: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ do: fc.constant('retire' as const), sequence: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('restart' as const) }),
)

it('never lets two leaves of one round into signed batches, whatever happens in whatever order', () => {
  fc.assert(
    fc.property(fc.array(stepArbitrary, { maxLength: 25 }), (steps) => {
      let open = openGuard()
      for (const step of steps) {
        if (step.do === 'restart') {
          open.close()
          open = openGuard(open.path)
        } else if (step.do === 'rebatch')
          open.guard.rebatch({ ...LEASE, leaseEpoch: String(step.leaseEpoch) })
        else if (step.do === 'raise') open.guard.raise({ ...GRANT, highWaterCloseTime: step.hour * HOUR })
        else if (step.do === 'retire') open.guard.retire(step.sequence)
        else
          admitOrHalt(
            open.guard,
            step.hours.map((hour) => prediction(hour, step.opinion)),
            step.hasLease,
          )
      }
      const signedFor = new Map<RoundId, Bytes32>()
      for (const row of open.database
        .prepare('SELECT body FROM prediction WHERE batch_sequence IS NOT NULL')
        .all()) {
        const stored = JSON.parse(String(row.body)) as Prediction
        expect(signedFor.get(roundIdOf(stored))).toBeUndefined()
        signedFor.set(roundIdOf(stored), predictionLeaf(stored))
      }
      const sequences = open.database.prepare('SELECT sequence FROM batch').all()
      expect(new Set(sequences.map(({ sequence }) => sequence)).size).toBe(sequences.length)
      open.close()
    }),
    { numRuns: 40 },
  )
})

function admitOrHalt(guard: PredictionGuard, predictions: readonly Prediction[], hasLease: boolean): void {
  try {
    guard.admit(predictions, hasLease ? LEASE : undefined)
  } catch (error) {
    if (!(error instanceof EquivocationRefusedError)) throw error
  }
}

it('waits for the disk again after it has kept a signature, which can be made anew', async () => {
  const { database, guard } = openGuard()
  const { sequence = 0 } = guard.admit([prediction(1)], LEASE)
  await signBatch(database, SAMPLE_DOMAIN, SAMPLE_KEY, sequence)
  expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
})
