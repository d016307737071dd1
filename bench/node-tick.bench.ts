import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Candle } from '@noderr/protocol'
import type { Release } from '@noderr/releases'
import { type Line, observe, runTick } from '../apps/node/src/tick.ts'
import { loadOnnxRuntime } from '../packages/inference/src/onnx-runtime.ts'
import { type Benchmark, type Figures, median, percentile, rounded } from './benchmark.ts'
import { openNodeLine, packageModel, readTestCandles } from './node-line.ts'
import { Stations } from './stations.ts'

const MODELS = ['btc-1h-direction', 'btc-1h-direction-light', 'btc-1h-range']
/** Candles until features and regime thresholds are full. */
const HISTORY = 1_700
/** What one commit of a tick appends to the write-ahead log, about: three pages of four KiB. */
const PROBE_BYTES = 3 * 4096
/** What is measured beside the line or in it, in the order of the line; `rest` is what of a tick no station holds. */
const STATIONS = [
  'tick',
  'bareRun',
  'fsync',
  'features',
  'inference',
  'guard',
  'commit',
  'key',
  'signature',
  'rest',
]

type NodeTickSizes = {
  readonly runs: number
  /** Ticks that are not counted, until the code is compiled. */
  readonly warmUp: number
  readonly ticks: number
}

/** How long a node takes from a candle to a signed prediction that a power cut cannot lose. */
export const benchmark: Benchmark<NodeTickSizes> = {
  name: 'node-tick',
  claim:
    'candle → durable signed prediction in the outbox (limit: p99 < 10 ms), beside session.run of the same model and an fsync of the same disk, taken in turns',
  sizes: { runs: 9, warmUp: 200, ticks: 500 },
  async run({ runs, ...sizes }): Promise<Figures> {
    const candles = await readTestCandles()
    const results = new Map(MODELS.map((model) => [model, [] as RunFigures[]]))
    for (let run = 0; run < runs; run += 1)
      for (const [model, known] of results) known.push(await measure(model, candles, sizes))
    return Object.fromEntries([...results].flatMap(([model, known]) => summarise(model, known)))
  },
}

type RunFigures = Record<`${string}Ms`, number>

/** The median of each figure, and the slow ticks of the run in which the two peers had the machine most to themselves. */
function summarise(model: string, runs: readonly RunFigures[]): [string, number][] {
  const disturbance = ({ bareRunP99Ms = 0, fsyncP99Ms = 0 }: RunFigures) => bareRunP99Ms + fsyncP99Ms
  const quietest = [...runs].sort((a, b) => disturbance(a) - disturbance(b))[0] ?? {}
  const names = Object.keys(quietest) as (keyof RunFigures)[]
  return [
    ...names.map((name): [string, number] => [
      `${model}.${name}`,
      rounded(median(runs.map((run) => run[name] ?? Number.NaN))),
    ]),
    ...(['tickP50Ms', 'tickP99Ms', 'bareRunP99Ms', 'fsyncP99Ms'] as const).map((name): [string, number] => [
      `${model}.quietestRun.${name}`,
      rounded(quietest[name] ?? Number.NaN),
    ]),
  ]
}

/** One run: a line of its own in a fresh folder. */
async function measure(
  model: string,
  candles: readonly Candle[],
  { warmUp, ticks }: Omit<NodeTickSizes, 'runs'>,
) {
  const packaged = await packageModel(model)
  const stations = new Stations()
  await using node = await openNodeLine(packaged, stations)
  await using bare = await bareRuntime(packaged.release, node.line)
  using disk = diskProbe(node.folder)
  for (const candle of candles.slice(0, HISTORY)) observe(node.line, candle)
  for (const [index, candle] of candles.slice(HISTORY, HISTORY + warmUp + ticks).entries()) {
    if (index === warmUp) stations.clear()
    const used = process.cpuUsage()
    const [prediction] = await stations.time('tick', async () => {
      const moment = stations.time('features', () => observe(node.line, candle))
      return (await runTick(node.line, moment)).predictions
    })
    stations.note('cpu', microsecondsOf(process.cpuUsage(used)) / 1000)
    if (prediction?.abstainCode !== 0 || node.outbox.depth !== index + 1) throw new NotPredictedError(candle)
    await stations.time('bareRun', () => bare.run())
    stations.time('fsync', disk.write)
  }
  return figuresOf(stations)
}

function figuresOf(stations: Stations): RunFigures {
  const of = (station: string) => stations.of(station)
  const less = (whole: string, ...parts: string[]) =>
    of(whole).map((spent, tick) => parts.reduce((left, part) => left - (of(part)[tick] ?? 0), spent))
  const spent: Record<string, readonly number[]> = {
    signature: less('signer', 'guard', 'key'),
    rest: less('tick', 'features', 'inference', 'signer'),
  }
  const figures: RunFigures = {}
  const cpu = of('cpu')
  figures.cpuMeanMs = cpu.reduce((sum, ms) => sum + ms, 0) / cpu.length
  for (const station of STATIONS) {
    const values = spent[station] ?? of(station)
    figures[`${station}P50Ms`] = percentile(values, 0.5)
    figures[`${station}P99Ms`] = percentile(values, 0.99)
  }
  return figures
}

function microsecondsOf({ user, system }: NodeJS.CpuUsage): number {
  return user + system
}

/** The model in this thread, as ONNX Runtime has it, asked with the features at the line's last candle. */
async function bareRuntime({ model, manifest }: Release, { inference }: Line) {
  const { InferenceSession, Tensor } = await loadOnnxRuntime()
  const session = await InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 })
  const [input = '', outputs] = [session.inputNames[0], manifest.outputs.map(({ name }) => name)]
  return {
    async run(): Promise<void> {
      const latest = inference.primaryFor(manifest.kind)?.latest
      if (!latest?.ready) return
      await session.run({ [input]: new Tensor('float32', latest.input, [1, latest.input.length]) }, outputs)
    },
    [Symbol.asyncDispose]: () => session.release(),
  }
}

/** Writes over the same bytes of a file beside the database, and waits for the disk. */
function diskProbe(folder: string) {
  const file = openSync(join(folder, 'probe'), 'w')
  const bytes = Buffer.alloc(PROBE_BYTES, 1)
  return {
    write(): void {
      writeSync(file, bytes, 0, bytes.length, 0)
      fdatasyncSync(file)
    },
    [Symbol.dispose]: () => closeSync(file),
  }
}

/** The line abstained, so that its times say nothing. */
class NotPredictedError extends Error {
  override readonly name = 'NotPredictedError'
  readonly code = 'bench.not-predicted'

  constructor({ closeTime }: Candle) {
    super(`the line gave no opinion at the candle that closes at ${closeTime}; take candles without gaps`)
  }
}
