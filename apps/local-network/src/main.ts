import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { lockFolder } from './instance-lock.ts'
import { planNodes, runNetwork } from './network.ts'
import { parseOptions } from './options.ts'
import { jsonReport, plainReport, type Report } from './report.ts'

/** `npm start`: parses the command line, runs the network, turns every failure into one sentence and exit code 1. */
async function main(): Promise<number> {
  const stop = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stop.abort())
  const forPrograms = process.argv.includes('--json')
  let report: Report = forPrograms
    ? jsonReport((line) => process.stdout.write(line))
    : plainReport(process.stdout, [])
  try {
    const options = parseOptions(process.argv.slice(2), process.cwd())
    using _lock = lockFolder(options.dataDir)
    const nodes = planNodes(options)
    if (!options.json)
      report = plainReport(
        process.stdout,
        nodes.map((node) => ({ ...node, nodeId: () => nodeIdOf(node.dataDir) })),
      )
    await runNetwork(options, nodes, report, stop.signal)
    return 0
  } catch (error) {
    if (stop.signal.aborted) return 0
    report.failure(describe(error))
    return 1
  } finally {
    report.close()
  }
}

function nodeIdOf(dataDir: string): string | undefined {
  const path = join(dataDir, 'node.env')
  if (!existsSync(path)) return undefined
  return /^NODE_ID=(0x[0-9a-f]{64})$/m.exec(readFileSync(path, 'utf8'))?.[1]
}

function describe(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: 'local-network.unknown', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'local-network.bug'
  if (code === 'ENOSPC')
    return { code, message: 'The disk is full; make room or choose another folder with --data.' }
  if (code === 'EACCES')
    return { code, message: `${error.message}; choose a folder that you may write with --data.` }
  return { code, message: error.message }
}

process.exitCode = await main()
// Children are gone by now; a socket kept open by the page's last poll is not worth waiting for.
process.exit()
