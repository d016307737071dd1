import { chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Account, chooseAccount } from './account.ts'
import { prepareBinaries } from './binaries.ts'
import { openCluster, SHARED_DIR } from './cluster.ts'
import { lockFolder } from './lock.ts'
import { stopOrphans } from './orphans.ts'
import {
  launchServer,
  type PostgresCrash,
  PostgresGivenUpError,
  type Server,
  type ServerSettings,
} from './server.ts'
import { clearState, connectionUrl, DATABASE, writeState } from './state.ts'

// sockaddr_un holds 107 bytes and the closing zero.
const LONGEST_SOCKET_PATH = 107
const RESTART_WINDOW_MS = 60_000
const FIRST_PAUSE_MS = 100

export interface StartPostgresOptions {
  /** Folder of this database; made when missing. Everything in it belongs to this package. */
  readonly dataDir: string
  /** Takes each line of the server's log. */
  readonly log: (line: string) => void
  /** Gives up a start that is under way. */
  readonly signal?: AbortSignal
  /** Restarts allowed within a minute before the server is given up; 5 unless told. */
  readonly maxRestarts?: number
  /** The server ended on its own and is about to be started again. */
  readonly onCrash?: (crash: PostgresCrash) => void
  /** The server is back after a crash. */
  readonly onRestart?: () => void
  /** The server stays down. */
  readonly onGivenUp?: (error: PostgresGivenUpError) => void
}

export interface RunningPostgres {
  /** Connects the superuser to the database `noderr`; holds the password, so keep it out of logs. */
  readonly url: string
  readonly socketDir: string
  /** Process id of the server as it runs now; another one after a restart. */
  readonly pid: number
  /** Stops the server (fast, within six seconds) and frees the folder. Harmless when repeated. */
  stop(): Promise<void>
}

/**
 * Starts a real PostgreSQL server over a folder and keeps it running until `stop`.
 *
 * It listens on a Unix socket in a private folder and on no port, writes to disk safely (`fsync` stays on), and asks
 * for a generated password. As root it runs as `postgres` or `nobody`. What a killed earlier run left behind is
 * stopped first; a crash is reported and the server restarted under the same URL.
 *
 * @throws {@link ClusterBusyError} when another program runs it, {@link ClusterSetupError}, {@link ClusterVersionError},
 * {@link PostgresStartError}, {@link BinariesMissingError}, {@link NoAccountError}.
 *
 * @example
 * const postgres = await startPostgres({ dataDir: '.noderr/control-plane/postgres', log: () => {} })
 * const pool = new pg.Pool({ connectionString: postgres.url })
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const dataDir = realpathSync(options.dataDir)
  const account = chooseAccount()
  const release = await lockFolder(dataDir)
  const socketDir = makeSocketDir(account)
  const freeFolder = async () => {
    clearState(dataDir)
    rmSync(socketDir, { recursive: true, force: true })
    await release()
  }
  try {
    const binaries = prepareBinaries(account, SHARED_DIR)
    const { directory, password } = await openCluster(dataDir, account, binaries, options.log)
    await stopOrphans(directory, options.log)
    const settings = {
      postgres: binaries.postgres,
      clusterDir: directory,
      socketDir,
      account,
      log: options.log,
    }
    const server = await launchServer(settings, options.signal)
    await createDatabase(connectionUrl(socketDir, password, 'postgres')).catch(async (cause) => {
      await server.stop()
      throw cause
    })
    writeState(dataDir, { socketDir })
    return supervise(server, settings, options, connectionUrl(socketDir, password), freeFolder)
  } catch (error) {
    await freeFolder()
    throw error
  }
}

function supervise(
  first: Server,
  settings: ServerSettings,
  options: StartPostgresOptions,
  url: string,
  freeFolder: () => Promise<void>,
): RunningPostgres {
  const { maxRestarts = 5 } = options
  const stopping = new AbortController()
  let server = first
  let restarts: number[] = []

  const watch = async (): Promise<void> => {
    for (;;) {
      const crash = await server.ended
      if (stopping.signal.aborted) return
      options.onCrash?.(crash)
      const next = await restart(crash)
      if (!next) return
      server = next
      if (stopping.signal.aborted) return server.stop()
      options.onRestart?.()
    }
  }
  const restart = async (cause: unknown): Promise<Server | undefined> => {
    restarts = restarts.filter((at) => performance.now() - at < RESTART_WINDOW_MS)
    if (restarts.length >= maxRestarts) {
      options.onGivenUp?.(new PostgresGivenUpError(restarts.length, cause))
      return undefined
    }
    try {
      await sleep(FIRST_PAUSE_MS * 2 ** restarts.length, undefined, { signal: stopping.signal })
      restarts.push(performance.now())
      await stopOrphans(settings.clusterDir, settings.log)
      return await launchServer(settings, stopping.signal)
    } catch (error) {
      return stopping.signal.aborted ? undefined : restart(error)
    }
  }

  const watching = watch()
  let stopped: Promise<void> | undefined
  const stop = async () => {
    stopping.abort()
    await server.stop()
    await watching
    await freeFolder()
  }
  return {
    url,
    socketDir: settings.socketDir,
    get pid() {
      return server.pid
    },
    stop: () => (stopped ??= stop()),
  }
}

function makeSocketDir(account: Account | undefined): string {
  const prefix = 'noderr-pg-'
  const longest = join(tmpdir(), `${prefix}XXXXXX`, '.s.PGSQL.5432')
  const parent = Buffer.byteLength(longest) <= LONGEST_SOCKET_PATH && !account ? tmpdir() : '/tmp'
  const folder = mkdtempSync(join(parent, prefix))
  if (account) chownSync(folder, account.uid, account.gid)
  return folder
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}
