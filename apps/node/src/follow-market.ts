import { performance } from 'node:perf_hooks'
import { abstainReasonOf, type Prediction, predictionLeaf } from '@noderr/protocol'
import type { Logger } from './log.ts'
import { type FeedCandle, type FeedOptions, marketFeed } from './market/market-feed.ts'
import type { Moment } from './market/market-history.ts'
import type { Metrics } from './metrics.ts'
import type { Measurement } from './reporting/telemetry-store.ts'
import { type Line, observe, runTick } from './tick.ts'

/** A prediction that is signed and durable, and how long it took from the candle. */
export interface Signed {
  readonly prediction: Prediction
  readonly latencyMs: number
}

export interface FollowOptions {
  readonly line: Line
  readonly feed: Omit<FeedOptions, 'signal' | 'onRefused' | 'onRefill' | 'history'>
  readonly metrics: Metrics
  readonly log: Logger
  readonly onSigned: (signed: readonly Signed[]) => void
}

/**
 * Follows the market until the signal is aborted or there are no more candles. Every candle enters the history; one
 * that comes while the line is still busy with another is not predicted on: it is counted, never queued.
 *
 * @throws what {@link runTick} throws: the node must halt.
 */
export async function followMarket(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { line, metrics } = options
  const failed = new AbortController()
  let failure: unknown
  let running: Promise<void> | undefined
  const feed = marketFeed(feedOptions(options, AbortSignal.any([signal, failed.signal])))
  for await (const seen of feed) {
    const startedAt = performance.now()
    const moment = observe(line, seen.candle)
    if (!seen.isTimely) metrics.staleCandles += 1
    else if (running) metrics.droppedCandles += 1
    else
      running = tick(options, moment, seen, startedAt)
        .catch((error: unknown) => {
          failure = error
          failed.abort()
        })
        .finally(() => {
          running = undefined
        })
  }
  await running
  if (failure !== undefined) throw failure
}

async function tick(
  options: FollowOptions,
  moment: Moment,
  { fault }: FeedCandle,
  startedAt: number,
): Promise<void> {
  const { line, metrics, onSigned } = options
  const done = await runTick(line, moment, fault)
  const latencyMs = performance.now() - startedAt
  metrics.ticks += 1
  const signed = (done.admission?.admitted ?? []).map((prediction) => ({ prediction, latencyMs }))
  if (signed.length === 0) return
  for (const { prediction } of signed) count(options, prediction, latencyMs)
  onSigned(signed)
}

function count({ metrics, log }: FollowOptions, prediction: Prediction, latencyMs: number): void {
  const { kind, symbol, closeTime, abstainCode } = prediction
  metrics.predictions += 1
  if (abstainCode !== 0) metrics.abstentions += 1
  const abstention = abstainReasonOf(abstainCode) ?? null
  log.debug(
    { kind, symbol, closeTime, abstention, latencyMs, leaf: predictionLeaf(prediction) },
    'prediction signed',
  )
}

function feedOptions({ line, feed, metrics, log }: FollowOptions, signal: AbortSignal): FeedOptions {
  return {
    ...feed,
    history: line.history,
    signal,
    onRefill: () => line.inference.warmUp(line.history.candles),
    onRefused: ({ openTime }, { code }) => {
      metrics.refusedCandles += 1
      log.info({ openTime, verdict: code }, 'a candle was refused')
    },
  }
}

/** What telemetry says about a prediction: all but its probabilities, which are sealed. */
export function measurementOf(
  { prediction, latencyMs }: Signed,
  timestamp: number,
  modelVersion: string | null,
): Measurement {
  const { kind, symbol, intervalMs, horizonMs, closeTime, abstainCode, inputHash } = prediction
  return {
    timestamp,
    input_hash: /^0x0*$/.test(inputHash) ? null : inputHash,
    prediction: {
      kind,
      symbol,
      interval_ms: intervalMs,
      horizon_ms: horizonMs,
      close_time: closeTime,
      abstention: abstainReasonOf(abstainCode) ?? null,
    },
    latency: Math.round(latencyMs * 1000) / 1000,
    model_version: modelVersion,
  }
}
