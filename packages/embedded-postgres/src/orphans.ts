import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const FAST_STOP_MS = 10_000
const QUICK_STOP_MS = 6_000

/**
 * Ends whatever an earlier run left over a cluster, so that a new server may open it.
 *
 * Every process of a PostgreSQL server has the cluster as its working folder; that tells a postmaster that lost its
 * owner from a stranger who was given the process id in a stale `postmaster.pid`.
 */
export async function stopOrphans(clusterDir: string, log: (line: string) => void): Promise<void> {
  const found = processesIn(clusterDir)
  if (found.length > 0) {
    const postmaster = readPostmaster(clusterDir)?.pid
    log(`found the server of an earlier run (process ${postmaster ?? found.join(', ')}); stopping it`)
    const heads = found.filter((pid) => pid === postmaster)
    await signalUntilGone(clusterDir, heads, [
      ['SIGINT', FAST_STOP_MS],
      ['SIGQUIT', QUICK_STOP_MS],
    ])
    await signalUntilGone(clusterDir, processesIn(clusterDir), [['SIGKILL', QUICK_STOP_MS]])
  }
  // Safe now: no process of this cluster lives, so no shared memory of it is in use either.
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true })
}

/** What the running server says of itself in its pid file; undefined without a readable one. */
export function readPostmaster(clusterDir: string): { pid: number; ready: boolean } | undefined {
  try {
    const lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' }
  } catch {
    return undefined
  }
}

function processesIn(clusterDir: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => workingFolder(name) === clusterDir)
    .map(Number)
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

async function signalUntilGone(
  clusterDir: string,
  pids: readonly number[],
  steps: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> {
  for (const [signal, patienceMs] of steps) {
    for (const pid of pids) signalQuietly(pid, signal)
    for (let waited = 0; waited < patienceMs && processesIn(clusterDir).length > 0; waited += 50)
      await sleep(50)
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
