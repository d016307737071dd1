import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Account, identity } from './account.ts'
import { readPostmaster } from './orphans.ts'
import { OutputTail } from './output-tail.ts'

const FAST_STOP_MS = 2_500
const QUICK_STOP_MS = 1_000

export interface ServerSettings {
  readonly postgres: string
  readonly clusterDir: string
  readonly socketDir: string
  readonly account: Account | undefined
  readonly log: (line: string) => void
}

/** One life of the server process, from ready to gone. */
export interface Server {
  readonly pid: number
  /** Resolves once the process has ended, wanted or not. */
  readonly ended: Promise<PostgresCrash>
  /** Fast shutdown; immediate shutdown when that takes longer than four seconds. */
  stop(): Promise<void>
}

/** How a server process ended: its code or signal and its last words. */
export interface PostgresCrash {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
}

/**
 * Starts the server and waits until it takes connections, crash recovery included.
 *
 * It leads a process group of its own, so that Ctrl-C in a terminal does not reach it before its clients are gone.
 *
 * @throws {@link PostgresStartError} when it ends before it is ready.
 */
export async function launchServer(settings: ServerSettings, signal?: AbortSignal): Promise<Server> {
  const child = spawn(settings.postgres, serverArguments(settings), {
    cwd: '/',
    env: { TZ: 'UTC' },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...identity(settings.account),
  })
  const ended = watchEnd(child, settings.log)
  const server: Server = { pid: child.pid ?? 0, ended, stop: () => stop(child, ended) }
  let crash: PostgresCrash | undefined
  void ended.then((end) => {
    crash = end
  })
  while (!isReady(settings.clusterDir, child.pid)) {
    if (crash) throw new PostgresStartError(settings.clusterDir, crash)
    if (signal?.aborted) {
      await server.stop()
      signal.throwIfAborted()
    }
    await sleep(20)
  }
  return server
}

function isReady(clusterDir: string, pid: number | undefined): boolean {
  const postmaster = readPostmaster(clusterDir)
  return postmaster?.pid === pid && postmaster?.ready === true
}

function serverArguments({ clusterDir, socketDir }: ServerSettings): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    fsync: 'on',
    max_connections: '100',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '',
    // The log names no values: statements and error details may hold personal data.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  return [
    '-D',
    clusterDir,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

async function watchEnd(child: ChildProcess, log: (line: string) => void): Promise<PostgresCrash> {
  const tail = new OutputTail()
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      tail.add(`${line}\n`)
      log(line)
    })
  }
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return { code, signal, output: tail.text() }
  } catch (error) {
    return { code: null, signal: null, output: String(error) }
  }
}

async function stop(child: ChildProcess, ended: Promise<PostgresCrash>): Promise<void> {
  for (const [signal, patienceMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', QUICK_STOP_MS],
    ['SIGKILL', QUICK_STOP_MS],
  ] as const) {
    child.kill(signal)
    const gone = await Promise.race([ended.then(() => true), sleep(patienceMs, false, { ref: false })])
    if (gone) return
  }
}

export class PostgresStartError extends Error {
  override readonly name = 'PostgresStartError'
  readonly code = 'postgres.start-failed'
  readonly crash: PostgresCrash

  constructor(clusterDir: string, crash: PostgresCrash) {
    super(
      `PostgreSQL over ${clusterDir} ended before it was ready (${crash.signal ?? `code ${crash.code}`}); it said: ${crash.output}`,
    )
    this.crash = crash
  }
}

export class PostgresGivenUpError extends Error {
  override readonly name = 'PostgresGivenUpError'
  readonly code = 'postgres.given-up'
  readonly attempts: number

  constructor(attempts: number, cause: unknown) {
    super(`PostgreSQL ended again and again and stayed down after ${attempts} restarts; its log says why`, {
      cause,
    })
    this.attempts = attempts
  }
}
