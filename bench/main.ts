import { globSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Benchmark } from './benchmark.ts'

/** `npm run bench` lists the benchmarks; `npm run bench -- NAME [--json]` runs one and prints its figures. */
const [name, ...flags] = process.argv.slice(2)
const files = globSync('*.bench.ts', { cwd: import.meta.dirname }).sort()
const benchmarks: Benchmark[] = await Promise.all(
  files.map(async (file) => (await import(join(import.meta.dirname, file))).benchmark),
)
const chosen = benchmarks.find((benchmark) => benchmark.name === name)

if (chosen) {
  const figures = await chosen.run()
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`
  if (flags.includes('--json')) console.log(JSON.stringify({ benchmark: chosen.name, machine, figures }))
  else {
    console.log(`${chosen.claim}\n${machine}\n`)
    for (const [figure, value] of Object.entries(figures)) console.log(`  ${figure.padEnd(36)} ${value}`)
  }
} else {
  if (name) console.error(`There is no benchmark "${name}"; these are there:\n`)
  for (const benchmark of benchmarks) console.log(`  ${benchmark.name.padEnd(20)} ${benchmark.claim}`)
  console.log('\nRun one with: npm run bench -- NAME [--json]')
  process.exitCode = name ? 1 : 0
}
