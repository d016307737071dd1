import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Everything that needs no database: `npm run verify`. Two checks at a time; all of them report. */
const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)

interface Check {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

const checks: readonly Check[] = [
  { name: 'types', command: bin('tsc'), args: ['--project', 'tsconfig.json'] },
  { name: 'types of the console', command: bin('tsc'), args: ['--project', 'apps/console/tsconfig.json'] },
  { name: 'lint and format', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  { name: 'boundaries and cycles', command: process.execPath, args: ['scripts/boundaries.ts'] },
  { name: 'unused code', command: bin('knip'), args: ['--no-progress', '--no-config-hints'] },
  { name: 'document links', command: process.execPath, args: ['scripts/docs-links.ts'] },
  { name: 'shell scripts', command: process.execPath, args: ['scripts/shell-scripts.ts'] },
]

function run(check: Check): Promise<boolean> {
  const started = performance.now()
  return new Promise((resolve) => {
    const child = spawn(check.command, check.args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => (output += error.message))
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${check.name} (${seconds} s)`)
      if (code !== 0) console.log(output.replace(/^/gm, '     '))
      resolve(code === 0)
    })
  })
}

const queue = [...checks]
let failed = 0
async function lane() {
  for (let check = queue.shift(); check; check = queue.shift()) if (!(await run(check))) failed += 1
}
await Promise.all([lane(), lane()])
if (failed > 0) console.log(`${failed} of ${checks.length} checks failed; the lines above say where.`)
process.exitCode = failed > 0 ? 1 : 0
