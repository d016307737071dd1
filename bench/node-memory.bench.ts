import { bytes32Schema, type Candle, predictionLeaf, roundIdOf, signatureSchema } from '@noderr/protocol'
import { observe, runTick } from '../apps/node/src/tick.ts'
import { type Benchmark, type Figures, median, rounded } from './benchmark.ts'
import { endless, type NodeLine, openNodeLine, packageModel, readTestCandles } from './node-line.ts'

const MIB = 2 ** 20
const SAMPLES = 200
/** Ticks before features and regime thresholds are full. */
const HISTORY = 1_700
/** The reporter verifies receipts before it settles; that is not measured here. */
const NO_SIGNATURE = signatureSchema.parse(`0x${'00'.repeat(65)}`)

/** Whether a node grows: its line run over and over, every prediction acknowledged. */
export const benchmark: Benchmark<{ ticks: number; minutes: number }> = {
  name: 'node-memory',
  claim:
    "a node's resident memory at the end of 10⁶ ticks, beside the same after 5 % of them; synchronous=OFF, since disks are not what is measured",
  sizes: { ticks: 1_000_000, minutes: 600 },
  async run({ ticks, minutes }): Promise<Figures> {
    await using node = await openNodeLine(await packageModel('btc-1h-direction'))
    node.database.exec('PRAGMA synchronous = OFF')
    const candles = endless(await readTestCandles())
    for (let index = 0; index < HISTORY; index += 1) observe(node.line, candles.next().value)
    return figuresOf(await sampleTicks(node, candles, ticks, performance.now() + minutes * 60_000))
  },
}

interface Sample {
  readonly ticks: number
  readonly rssMib: number
  readonly atMs: number
}

/** Runs ticks until there were enough, or it is late. */
async function sampleTicks(
  node: NodeLine,
  candles: Generator<Candle, never>,
  ticks: number,
  untilMs: number,
) {
  const every = Math.max(1, Math.floor(ticks / SAMPLES))
  const samples: Sample[] = []
  for (let tick = 1; tick <= ticks && performance.now() < untilMs; tick += 1) {
    await runTick(node.line, observe(node.line, candles.next().value))
    acknowledge(node)
    if (tick % every !== 0) continue
    const sample = { ticks: tick, rssMib: process.memoryUsage.rss() / MIB, atMs: performance.now() }
    samples.push(sample)
    console.error(`${tick} ticks, ${Math.round(sample.rssMib)} MiB`)
  }
  return samples
}

/** Ends the outbox's rows as an answer of the control plane does, receipt included. */
function acknowledge({ outbox, database }: NodeLine): void {
  const waiting = outbox.oldest()
  if (!waiting) return
  const row = database.prepare('SELECT digest FROM batch WHERE sequence = ?').get(waiting.sequence)
  const batchDigest = bytes32Schema.parse(row?.digest)
  const results = waiting.predictions.map((prediction) => ({
    leaf: predictionLeaf(prediction),
    roundId: roundIdOf(prediction),
    status: 'accepted' as const,
  }))
  const treeSize = String(waiting.sequence)
  const receipt = { batchDigest, receivedAt: 0, firstIndex: treeSize, treeHead: batchDigest, treeSize }
  outbox.settle(results, { receipt, signature: NO_SIGNATURE })
}

function figuresOf(samples: readonly Sample[]): Figures {
  const part = (from: number, to: number) =>
    samples.slice(Math.floor(from * samples.length), Math.ceil(to * samples.length))
  const rss = (from: number, to: number) => median(part(from, to).map(({ rssMib }) => rssMib))
  const [warm, end] = [rss(0.05, 0.1), rss(0.95, 1)]
  return {
    ticks: samples.at(-1)?.ticks ?? 0,
    rssAt5PercentMib: rounded(warm),
    rssAt25PercentMib: rounded(rss(0.25, 0.3)),
    rssAt50PercentMib: rounded(rss(0.5, 0.55)),
    rssAt75PercentMib: rounded(rss(0.75, 0.8)),
    rssAtEndMib: rounded(end),
    highestRssMib: rounded(Math.max(...part(0.05, 1).map(({ rssMib }) => rssMib))),
    growthPercent: rounded((end / warm - 1) * 100),
    limitPercent: 5,
    ticksPerSecond: rounded(ticksPerSecond(samples)),
    ticksPerSecondOfLastTenth: rounded(ticksPerSecond(part(0.9, 1))),
  }
}

function ticksPerSecond(samples: readonly Sample[]): number {
  const [first, last] = [samples.at(0), samples.at(-1)]
  return first && last ? ((last.ticks - first.ticks) * 1000) / (last.atMs - first.atMs) : Number.NaN
}
