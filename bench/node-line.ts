import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceEngine } from '@noderr/inference'
import { readCandleFile } from '@noderr/market'
import { bytes32Schema, type Candle, INTERVALS, nodeIdSchema } from '@noderr/protocol'
import { openRelease, type Release, readReleaseArchive } from '@noderr/releases'
import { type HotKey, hotKeyOf } from '../apps/node/src/identity/hot-key.ts'
import { MarketHistory } from '../apps/node/src/market/market-history.ts'
import { ActiveRelease } from '../apps/node/src/models/active-release.ts'
import { InferenceService } from '../apps/node/src/models/inference-service.ts'
import { openNodeDatabase } from '../apps/node/src/node-database.ts'
import { PredictionGuard } from '../apps/node/src/predictions/guard.ts'
import { nodeIdentity } from '../apps/node/src/predictions/node-identity.ts'
import { Outbox } from '../apps/node/src/reporting/outbox.ts'
import { guardedSigner, type Line, type Signer } from '../apps/node/src/tick.ts'
import { ModelPackager } from '../apps/publisher/src/model-packager.ts'
import type { Stations } from './stations.ts'

const MODELS = join(import.meta.dirname, '../models')
const CANDLES = join(MODELS, 'data/BTCUSDT-1h-binance-2017_2024.csv.gz')
const DOMAIN = { chainId: 31_337, networkId: bytes32Schema.parse(`0x${'33'.repeat(32)}`) }
const NODE_ID = nodeIdSchema.parse(`0x${'aa'.repeat(32)}`)

/** The line of a running node over one reference model, in a folder of its own on the disk. */
export interface NodeLine extends AsyncDisposable {
  readonly line: Line
  readonly outbox: Outbox
  readonly database: ReturnType<typeof openNodeDatabase>
  readonly folder: string
}

/** The committed candles of the test years, which no reference model was trained on, after their only gap. */
export async function readTestCandles(): Promise<readonly Candle[]> {
  const { candles } = await readCandleFile(CANDLES, { interval: '1h' })
  const gapless = candles.findLastIndex(({ openTime }, index) => openTime !== candles[index - 1]?.closeTime)
  return candles.slice(gapless)
}

/** These candles over and over, an interval apart; the price jumps back at each seam. */
export function* endless(candles: readonly Candle[]): Generator<Candle, never> {
  for (let openTime = candles[0]?.openTime ?? 0; ; )
    for (const candle of candles) {
      const closeTime = openTime + INTERVALS['1h']
      yield { ...candle, openTime, closeTime }
      openTime = closeTime
    }
}

/** Packages a reference model as its publisher does, and opens the archive as a node does. */
export async function packageModel(id: string) {
  const { archive, digest } = await new ModelPackager().package(join(MODELS, id))
  return { release: openRelease(await readReleaseArchive([archive])), digest }
}

/**
 * Puts the line of apps/node together as its `run.ts` does: real features, the engine in its worker, the guard and
 * outbox on disk with synchronous=FULL, a real key.
 *
 * @param stations - Where the times of the single stations go; nothing else is changed.
 */
export async function openNodeLine(
  { release, digest }: Awaited<ReturnType<typeof packageModel>>,
  stations?: Stations,
): Promise<NodeLine> {
  await using opened = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'noderr-bench-'))
  opened.defer(() => rmSync(folder, { recursive: true, force: true }))
  const database = opened.adopt(openNodeDatabase(join(folder, 'node.db')), (open) => open.close())
  const engine = opened.use(await InferenceEngine.load(release))
  const inference = new InferenceService((error) => {
    throw error
  })
  inference.swap([new ActiveRelease(release, digest, engine)])
  const key = hotKeyOf(`0x${'11'.repeat(32)}`)
  const guard = new PredictionGuard(database, DOMAIN)
  const terms = { leaseEpoch: '1', issuedAt: 0, expiresAt: release.manifest.horizonMs }
  const signer = guardedSigner(guard, database, DOMAIN, key, { current: () => terms })
  if (stations) watch(stations, { engine, database, key, guard, signer })
  const line = {
    ...marketOf(release),
    inference,
    identity: nodeIdentity(NODE_ID, key.address, '22'.repeat(32)),
    signer,
  }
  const disposal = opened.move()
  return {
    line,
    outbox: new Outbox(database),
    database,
    folder,
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}

function marketOf({ manifest, featureSchema }: Release): Pick<Line, 'history' | 'assignments'> {
  const { kind, symbol, interval, horizonMs } = manifest
  const round = {
    symbol,
    interval,
    horizonMs,
    kinds: [kind],
    lane: 'network' as const,
    deadlineMs: horizonMs / 2,
  }
  const history = new MarketHistory(interval, horizonMs)
  history.needAtLeast(featureSchema.lookback)
  return { history, assignments: [{ kind, lane: round.lane, round }] }
}

interface Watched {
  readonly engine: InferenceEngine
  readonly database: NodeLine['database']
  readonly key: { sign: HotKey['sign'] }
  readonly guard: PredictionGuard
  readonly signer: { sign: Signer['sign'] }
}

function watch(stations: Stations, { engine, database, key, guard, signer }: Watched): void {
  const execute = database.exec.bind(database)
  const commit = stations.watched('commit', execute)
  database.exec = (sql) => (sql === 'COMMIT' ? commit(sql) : execute(sql))
  engine.run = stations.watched('inference', engine.run.bind(engine))
  guard.admit = stations.watched('guard', guard.admit.bind(guard))
  key.sign = stations.watched('key', key.sign.bind(key))
  signer.sign = stations.watched('signer', signer.sign.bind(signer))
}
