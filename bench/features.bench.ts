import {
  createFeatureStream,
  type FeatureSchema,
  STANDARD_FEATURES,
  sealFeatureSchema,
} from '@noderr/features'
import type { Candle } from '@noderr/protocol'
import { type Benchmark, type Figures, median, percentile, rounded } from './benchmark.ts'
import { endless, readTestCandles } from './node-line.ts'

const WINDOW = 512
const LIMIT_US = 20
/** Windows are recomputed this many times less often than candles are pushed: each costs hundreds of pushes. */
const PUSHES_PER_WINDOW = 50

/** What all standard features cost a candle, fed as they come, and computed anew over a window. */
export const benchmark: Benchmark<{ runs: number; warmUp: number; candles: number }> = {
  name: 'features',
  claim: `all standard features at one candle, streamed (limit: ${LIMIT_US} µs), beside computing the last ${WINDOW} candles anew`,
  sizes: { runs: 7, warmUp: 20_000, candles: 5_000 },
  async run({ runs, warmUp, candles: count }): Promise<Figures> {
    const candles = endless(await readTestCandles())
    const series = Array.from({ length: warmUp + count }, () => candles.next().value)
    const results = Array.from({ length: runs }, () => measure(standardSchema(), series, warmUp))
    const of = (name: keyof ReturnType<typeof measure>) => median(results.map((result) => result[name]))
    const [streamUs, windowUs] = [of('p50Us'), of('windowUs')]
    return {
      features: STANDARD_FEATURES.length,
      streamP50Us: rounded(streamUs),
      streamP99Us: rounded(of('p99Us')),
      limitUs: LIMIT_US,
      windowP50Us: rounded(windowUs),
      windowOverStream: rounded(windowUs / streamUs),
    }
  },
}

function measure(schema: FeatureSchema, series: readonly Candle[], warmUp: number) {
  const stream = createFeatureStream(schema)
  const [pushes, windows]: [number[], number[]] = [[], []]
  for (const [index, candle] of series.entries()) {
    const spent = microsecondsOf(() => stream.push(candle))
    if (index < warmUp) continue
    pushes.push(spent)
    if (index % PUSHES_PER_WINDOW === 0) windows.push(microsecondsOf(() => anew(schema, series, index)))
  }
  return { p50Us: median(pushes), p99Us: percentile(pushes, 0.99), windowUs: median(windows) }
}

/** The vector at a candle, from a stream that has seen the window only. */
function anew(schema: FeatureSchema, series: readonly Candle[], last: number): void {
  const stream = createFeatureStream(schema)
  for (let index = last - WINDOW + 1; index <= last; index += 1) stream.push(series[index] as Candle)
}

function standardSchema(): FeatureSchema {
  return sealFeatureSchema({
    name: 'standard',
    version: '1.0.0',
    interval: '1h',
    lookback: 384,
    anchor: { periodCandles: 192, warmupCandles: 169 },
    features: STANDARD_FEATURES,
    normalisation: [],
  })
}

function microsecondsOf(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return (performance.now() - startedAt) * 1000
}
