import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@noderr/embedded-postgres'
import { freePort, RunningNetwork } from '../e2e/running-network.ts'
import { type Benchmark, type Figures, median, rounded } from './benchmark.ts'

/** What a newcomer waits for after `npm start`. */
export const benchmark: Benchmark<{ runs: number }> = {
  name: 'start',
  claim:
    '`npm start` in an empty folder to the first accepted prediction (limit: 30 s), beside initdb and start of the same PostgreSQL alone',
  sizes: { runs: 5 },
  async run({ runs }): Promise<Figures> {
    const results: (Awaited<ReturnType<typeof startNetwork>> & { database: number })[] = []
    for (let run = 0; run < runs; run += 1)
      results.push({ database: await inFolder(startDatabase), ...(await inFolder(startNetwork)) })
    const of = (name: keyof (typeof results)[number]) => median(results.map((result) => result[name]))
    const [accepted, database] = [of('accepted'), of('database')]
    return {
      acceptedSeconds: rounded(accepted),
      slowestAcceptedSeconds: rounded(Math.max(...results.map((result) => result.accepted))),
      readySeconds: rounded(of('ready')),
      stopSeconds: rounded(of('stop')),
      limitSeconds: 30,
      databaseAloneSeconds: rounded(database),
      acceptedOverDatabase: rounded(accepted / database),
    }
  },
}

async function startNetwork(folder: string) {
  const startedAt = performance.now()
  const network = new RunningNetwork(['--data', folder, '--port', String(await freePort()), '--fresh'])
  const seconds = { ready: Number.NaN, accepted: Number.NaN }
  for (const [name, event] of [
    ['ready', 'ready'],
    ['accepted', 'prediction.accepted'],
  ] as const) {
    await network.until((line) => line.event === event)
    seconds[name] = secondsSince(startedAt)
  }
  const stoppedAt = performance.now()
  const code = await network.stop('SIGINT')
  if (code !== 0) throw new NetworkFailedError(network)
  return { ...seconds, stop: secondsSince(stoppedAt) }
}

async function startDatabase(folder: string): Promise<number> {
  const startedAt = performance.now()
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), log: () => undefined })
  const seconds = secondsSince(startedAt)
  await postgres.stop()
  return seconds
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'noderr-bench-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1000
}

class NetworkFailedError extends Error {
  override readonly name = 'NetworkFailedError'
  readonly code = 'bench.network-failed'

  constructor({ lines, foreign }: RunningNetwork) {
    super(`npm start failed; its last words: ${JSON.stringify([...lines.slice(-5), ...foreign.slice(-5)])}`)
  }
}
