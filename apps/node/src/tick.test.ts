import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceEngine } from '@noderr/inference'
import {
  batchDigest,
  buildMerkleTree,
  type Candle,
  type Digest,
  type Kind,
  predictionLeaf,
  roundIdOf,
} from '@noderr/protocol'
import { digestOf, openRelease, type Release, readReleaseArchive } from '@noderr/releases'
import { recoverAddress } from 'viem'
import { afterAll, afterEach, expect, it } from 'vitest'
import { sampleCandles } from '../test/sample-candles.ts'
import { SAMPLE_DOMAIN, SAMPLE_IDENTITY, SAMPLE_KEY, SAMPLE_ROUND } from '../test/sample-node.ts'
import { sampleRelease } from '../test/sample-release.ts'
import { MarketHistory } from './market/market-history.ts'
import { ActiveRelease } from './models/active-release.ts'
import { InferenceService } from './models/inference-service.ts'
import { openNodeDatabase } from './node-database.ts'
import { PredictionGuard } from './predictions/guard.ts'
import { signBatch } from './predictions/sign-prediction.ts'
import { Outbox } from './reporting/outbox.ts'
import { guardedSigner, type Line, observe, runTick } from './tick.ts'

const TERMS = { leaseEpoch: '1', issuedAt: 0, expiresAt: 10 }
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanUp.splice(0).reverse()) await end()
})

async function lineFor(kind: Kind, options: { withModel?: boolean } = {}) {
  const database = openNodeDatabase(join(mkdtempSync(join(tmpdir(), 'noderr-')), 'node.db'))
  cleanUp.push(() => database.close())
  const guard = new PredictionGuard(database, SAMPLE_DOMAIN)
  const inference = new InferenceService((error) => {
    throw error
  })
  if (options.withModel ?? true) inference.swap([await activeRelease(kind)])
  const line: Line = {
    history: new MarketHistory('1h', SAMPLE_ROUND.horizonMs),
    inference,
    identity: SAMPLE_IDENTITY,
    assignments: [{ kind, lane: 'network', round: { ...SAMPLE_ROUND, kinds: [kind] } }],
    signer: guardedSigner(guard, database, SAMPLE_DOMAIN, SAMPLE_KEY, { current: () => TERMS }),
  }
  return { line, database, outbox: new Outbox(database) }
}

const loaded = new Map<Kind, Promise<{ release: Release; digest: Digest; engine: InferenceEngine }>>()
afterAll(async () => {
  for (const { engine } of await Promise.all(loaded.values())) await engine.terminate()
})

/** Engines are shared by the tests, features are not. */
async function activeRelease(kind: Kind): Promise<ActiveRelease> {
  const known = loaded.get(kind) ?? load(kind)
  loaded.set(kind, known)
  const { release, digest, engine } = await known
  return new ActiveRelease(release, digest, engine)
}

async function load(kind: Kind) {
  const { archive } = await sampleRelease({ kind })
  const release = openRelease(await readReleaseArchive([archive]))
  return { release, digest: digestOf(archive), engine: await InferenceEngine.load(release) }
}

function warm(line: Line, candles: readonly Candle[]): Candle {
  for (const candle of candles.slice(0, -1)) observe(line, candle)
  return candles.at(-1) as Candle
}

it.each(['direction', 'regime'] as const)(
  'brings a candle to a signed %s prediction in the outbox',
  async (kind) => {
    const { line, database, outbox } = await lineFor(kind)
    const candle = warm(line, sampleCandles(1_700))
    const { admission } = await runTick(line, observe(line, candle))
    const waiting = outbox.oldest()
    const [prediction] = waiting?.predictions ?? []
    expect(waiting?.predictions).toHaveLength(1)
    expect(prediction).toMatchObject({ kind, closeTime: candle.closeTime, abstainCode: 0 })
    if (!prediction) return
    const { batch, signature } = await signBatch(
      database,
      SAMPLE_DOMAIN,
      SAMPLE_KEY,
      admission?.sequence ?? 0,
    )
    expect(batch.root).toBe(buildMerkleTree([predictionLeaf(prediction)]).root)
    expect(await recoverAddress({ hash: batchDigest(SAMPLE_DOMAIN, batch), signature })).toBe(
      SAMPLE_KEY.address,
    )
  },
)

it('computes a recorded round no second time', async () => {
  const { line, outbox } = await lineFor('direction')
  const moment = observe(line, warm(line, sampleCandles(800)))
  await runTick(line, moment)
  expect((await runTick(line, moment)).predictions).toEqual([])
  expect(outbox.depth).toBe(1)
})

it('gives the same leaf from the same candles after a restart that saw other history', async () => {
  const candles = sampleCandles(2_000)
  const leaves = []
  for (const history of [candles, candles.slice(-1_100)]) {
    const { line } = await lineFor('direction')
    const [prediction] = (await runTick(line, observe(line, warm(line, history)))).predictions
    leaves.push(prediction && predictionLeaf(prediction))
  }
  expect(leaves[0]).toBe(leaves[1])
})

it.each([
  ['model-unavailable', 1, { withModel: false }, (candles: Candle[]) => candles],
  ['data-gap', 2, {}, (candles: Candle[]) => candles.toSpliced(-5, 2)],
  ['features-not-ready', 6, {}, (candles: Candle[]) => candles.slice(-20)],
])('abstains as %s, signed like a prediction', async (_, abstainCode, options, cut) => {
  const { line, outbox } = await lineFor('direction', options)
  const moment = observe(line, warm(line, cut(sampleCandles(1_000))))
  await runTick(line, moment)
  expect(outbox.oldest()?.predictions).toMatchObject([{ abstainCode, p0: 0, p1: 0, p2: 0 }])
})

it('abstains where a feature has no number: a market that stands still', async () => {
  const { line, outbox } = await lineFor('direction')
  const still = sampleCandles(1_000).map((candle) => ({
    ...candle,
    open: 1,
    high: 1,
    low: 1,
    close: 1,
    volume: 0,
  }))
  await runTick(line, observe(line, warm(line, still)))
  expect(outbox.oldest()?.predictions).toMatchObject([{ abstainCode: 6 }])
})

it('records predictions before the first lease without signing them', async () => {
  const { line, database, outbox } = await lineFor('direction')
  const guard = new PredictionGuard(database, SAMPLE_DOMAIN)
  const signer = guardedSigner(guard, database, SAMPLE_DOMAIN, SAMPLE_KEY, { current: () => undefined })
  const moment = observe(line, warm(line, sampleCandles(800)))
  const { predictions, admission } = await runTick({ ...line, signer }, moment)
  expect(admission?.sequence).toBeUndefined()
  expect(outbox).toMatchObject({ depth: 1 })
  expect(outbox.oldest()).toBeUndefined()
  expect(guard.isRecorded(roundIdOf(predictions[0] as never))).toBe(true)
})
