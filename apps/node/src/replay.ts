import { open } from 'node:fs/promises'
import { InferenceEngine } from '@noderr/inference'
import { ReplaySource } from '@noderr/market'
import type { Digest } from '@noderr/protocol'
import {
  abstainReasonOf,
  type Candle,
  type Clock,
  INTERVALS,
  type MarketClockSetting,
  marketTimeAt,
  type Prediction,
  predictionLeaf,
  type RoundParameters,
  roundIdOf,
  viewOf,
} from '@noderr/protocol'
import type { Release } from '@noderr/releases'
import { marketFeed } from './market/market-feed.ts'
import { MarketHistory } from './market/market-history.ts'
import { ActiveRelease } from './models/active-release.ts'
import { InferenceService } from './models/inference-service.ts'
import type { NodeIdentity } from './predictions/node-identity.ts'
import { type Line, observe, runTick, UNSIGNED } from './tick.ts'

export interface ReplayOptions {
  /** Oldest first. */
  readonly candles: readonly Candle[]
  readonly release: Release
  readonly digest: Digest
  readonly identity: NodeIdentity
  /** Called when a run of the model failed; the line abstains. */
  readonly onFailure: (error: unknown) => void
}

/** One prediction of a replay: what would be signed, and what a caller would be told. */
export interface ReplayedPrediction extends Prediction {
  readonly roundId: string
  readonly leaf: string
  readonly action: 'buy' | 'sell' | 'hold'
  readonly confidence: number
  readonly abstention: string | null
}

/** A wall second for each candle, on a clock that jumps. */
const WALL_MS_PER_CANDLE = 1_000

/**
 * Runs the live line over recorded candles, with time from the candles: feed, history, features, inference and
 * prediction are those of a running node, and so are the bytes. Nothing is signed.
 */
export async function* replay(options: ReplayOptions): AsyncGenerator<ReplayedPrediction> {
  const { candles, release, digest, identity, onFailure } = options
  const { manifest } = release
  const round: RoundParameters = {
    symbol: manifest.symbol,
    interval: manifest.interval,
    horizonMs: manifest.horizonMs,
    kinds: [manifest.kind],
    lane: 'network',
    deadlineMs: INTERVALS[manifest.interval],
  }
  await using engine = await InferenceEngine.load(release)
  const inference = new InferenceService(onFailure)
  inference.swap([new ActiveRelease(release, digest, engine)])
  const history = new MarketHistory(round.interval, round.horizonMs)
  history.needAtLeast(release.featureSchema.lookback)
  const assignments = [{ kind: manifest.kind, lane: round.lane, round }]
  const line: Line = { history, inference, identity, assignments, signer: UNSIGNED }
  const { source, marketNow } = jumpingSource(candles, INTERVALS[round.interval])
  const feed = marketFeed({
    source,
    history,
    marketNow,
    deadlineMs: round.deadlineMs,
    onRefill: () => inference.warmUp(history.candles),
    onRefused: () => undefined,
    signal: new AbortController().signal,
  })
  for await (const { candle, fault } of feed) {
    const { predictions } = await runTick(line, observe(line, candle), fault)
    yield* predictions.map(describe)
  }
}

/** Writes each prediction as a line of JSON. @returns How many, and how many of them abstain. */
export async function writeReplay(path: string, predictions: AsyncIterable<ReplayedPrediction>) {
  const file = await open(path, 'w')
  let [count, abstentions] = [0, 0]
  try {
    for await (const prediction of predictions) {
      await file.write(`${JSON.stringify(prediction)}\n`)
      count += 1
      if (prediction.abstention) abstentions += 1
    }
  } finally {
    await file.close()
  }
  return { predictions: count, abstentions }
}

/** Plays candles on a clock that stands at the last one until the next is asked for, then jumps. */
function jumpingSource(candles: readonly Candle[], intervalMs: number) {
  const [first] = candles
  const market: MarketClockSetting = {
    originWallMs: 0,
    originMarketMs: first?.openTime ?? 0,
    speed: intervalMs / WALL_MS_PER_CANDLE,
  }
  let wallMs = 0
  const clock: Clock = { now: () => wallMs }
  const sleep = async (ms: number) => {
    wallMs += ms
  }
  const source = new ReplaySource(candles, { market, clock, sleep })
  return { source, marketNow: () => marketTimeAt(market, wallMs) }
}

function describe(prediction: Prediction): ReplayedPrediction {
  return {
    ...prediction,
    roundId: roundIdOf(prediction),
    leaf: predictionLeaf(prediction),
    ...viewOf(prediction),
    abstention: abstainReasonOf(prediction.abstainCode) ?? null,
  }
}
