import { globSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Benchmark, Sizes } from './benchmark.ts'

/** `npm run bench` lists the benchmarks; `npm run bench -- NAME [--json] [--SIZE N]` runs one, prints its figures. */
const [name, ...flags] = process.argv.slice(2)
const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort()
const benchmarks: Benchmark[] = await Promise.all(
  files.map(async (file) => (await import(join(import.meta.dirname, file))).benchmark),
)
const chosen = benchmarks.find((benchmark) => benchmark.name === name)

if (chosen) await measure(chosen)
else {
  if (name) console.error(`There is no benchmark "${name}"; these are there:\n`)
  for (const benchmark of benchmarks) console.log(`  ${benchmark.name.padEnd(20)} ${benchmark.claim}`)
  console.log('\nRun one with: npm run bench -- NAME [--json]')
  process.exitCode = name ? 1 : 0
}

async function measure({ name, claim, run, sizes: usual }: Benchmark): Promise<void> {
  const given = readFlags(usual)
  if (!given) return
  const { json, sizes } = given
  const startedAt = new Date().toISOString().slice(0, 16)
  const figures = await run(sizes)
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
  const load = loadavg().map((value) => value.toFixed(1))
  if (json) {
    console.log(JSON.stringify({ benchmark: name, machine, startedAt, load, sizes, figures }))
    return
  }
  console.log(`${claim}\n${machine}; load ${load.join(' ')}; ${startedAt}Z; ${JSON.stringify(sizes)}\n`)
  for (const [figure, value] of Object.entries(figures)) console.log(`  ${figure.padEnd(36)} ${value}`)
}

/** Undefined after one sentence on standard error. */
function readFlags(usual: Sizes): { json: boolean; sizes: Sizes } | undefined {
  const names = Object.keys(usual)
  const texts = Object.fromEntries(names.map((size) => [size, { type: 'string' } as const]))
  try {
    const { values } = parseArgs({ args: flags, options: { ...texts, json: { type: 'boolean' } } })
    const { json, ...given }: Readonly<Record<string, string | boolean | undefined>> = values
    const sizes = Object.fromEntries(names.map((size) => [size, Number(given[size] ?? usual[size])]))
    const wrong = names.find((size) => !(Number(sizes[size]) > 0))
    if (!wrong) return { json: json === true, sizes }
    console.error(`--${wrong} takes a number above 0 and was given "${given[wrong]}"`)
  } catch (error) {
    console.error(
      `${(error as Error).message}; this benchmark takes ${['json', ...names].map((size) => `--${size}`).join(' ')}`,
    )
  }
  process.exitCode = 1
  return undefined
}
