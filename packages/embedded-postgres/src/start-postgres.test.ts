import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { chooseAccount, NoAccountError } from './account.ts'
import { ClusterSetupError, ClusterVersionError, removePostgres } from './cluster.ts'
import { ClusterBusyError } from './lock.ts'
import { PostgresGivenUpError } from './server.ts'
import { type RunningPostgres, type StartPostgresOptions, startPostgres } from './start-postgres.ts'
import { findRunningPostgres } from './state.ts'

// Whole programs on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let parent: string
let dataDir: string
let running: RunningPostgres | undefined

beforeEach(() => {
  // mkdtemp makes a 0700 folder: as root, the unprivileged account cannot pass it.
  parent = mkdtempSync(join(tmpdir(), 'noderr-pg-test-'))
  dataDir = join(parent, 'postgres')
})

afterEach(async () => {
  await running?.stop()
  running = undefined
  await removePostgres(dataDir).catch(() => {})
  rmSync(parent, { recursive: true, force: true })
})

async function start(more: Partial<StartPostgresOptions> = {}): Promise<RunningPostgres> {
  running = await startPostgres({ dataDir, log: () => {}, ...more })
  return running
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return Object.values((await client.query(sql)).rows[0] ?? {})[0]
  } finally {
    await client.end()
  }
}

it('serves a UTF-8 database that writes to disk safely and listens on no port', async () => {
  const { url } = await start()
  expect(await ask(url, 'SHOW server_version_num')).toMatch(/^18/)
  expect(await ask(url, 'SHOW fsync')).toBe('on')
  expect(await ask(url, 'SHOW listen_addresses')).toBe('')
  expect(await ask(url, "SELECT upper('é')")).toBe('É')
})

it('keeps its rows over a stop and a second start', async () => {
  await ask((await start()).url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  await running?.stop()
  expect(findRunningPostgres(dataDir)).toBeUndefined()
  expect(await ask((await start()).url, 'SELECT answer FROM kept')).toBe(42)
})

it('refuses a connection without the password', async () => {
  const { url } = await start()
  const wrong = url.replace(/:[0-9a-f]{48}@/, ':wrong@')
  await expect(ask(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/)
})

it('tells another program where the running server is', async () => {
  const { url } = await start()
  expect(findRunningPostgres(dataDir)).toBe(url)
  expect(findRunningPostgres(join(parent, 'nowhere'))).toBeUndefined()
})

it('comes back under the same URL after kill -9, with every committed row', async () => {
  const restarted = Promise.withResolvers<void>()
  const crashes: unknown[] = []
  const postgres = await start({ onCrash: (crash) => crashes.push(crash), onRestart: restarted.resolve })
  await ask(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const before = postgres.pid
  process.kill(before, 'SIGKILL')
  await restarted.promise
  expect(postgres.pid).not.toBe(before)
  expect(crashes).toMatchObject([{ signal: 'SIGKILL' }])
  expect(await ask(postgres.url, 'SELECT answer FROM kept')).toBe(42)
})

it('gives up with a typed error when the server will not stay up', async () => {
  const givenUp = Promise.withResolvers<PostgresGivenUpError>()
  const postgres = await start({ maxRestarts: 0, onGivenUp: givenUp.resolve })
  process.kill(postgres.pid, 'SIGKILL')
  expect(await givenUp.promise).toBeInstanceOf(PostgresGivenUpError)
})

it('refuses a folder that a running program owns', async () => {
  await start()
  await expect(startPostgres({ dataDir, log: () => {} })).rejects.toThrow(ClusterBusyError)
  await expect(removePostgres(dataDir)).rejects.toThrow(ClusterBusyError)
})

it('stops the server that a killed program left behind and opens its data', async () => {
  const index = join(import.meta.dirname, 'index.ts')
  const program = `
    import { startPostgres } from ${JSON.stringify(index)}
    const postgres = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => {} })
    process.stdout.write(String(postgres.pid))
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [pid] = await once(owner.stdout, 'data')
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const orphan = Number(String(pid))
  expect(() => process.kill(orphan, 0)).not.toThrow()

  const { url } = await start()
  // A zombie that nobody has reaped yet has no working folder either.
  expect(existsSync(`/proc/${orphan}/cwd`)).toBe(false)
  expect(await ask(url, 'SELECT 1')).toBe(1)
})

it('starts over a pid file that names a stranger', async () => {
  await start()
  await running?.stop()
  const cluster = realpathSync(join(dataDir, 'cluster'))
  writeFileSync(
    join(cluster, 'postmaster.pid'),
    `${process.pid}\n${cluster}\n0\n5432\n/tmp\n\n0 0\nready   \n`,
  )
  expect(await ask((await start()).url, 'SELECT 1')).toBe(1)
})

it('makes the database anew when an earlier initdb was cut short', async () => {
  const account = chooseAccount()
  mkdirSync(join(dataDir, 'cluster.new'), { recursive: true })
  writeFileSync(join(dataDir, 'cluster.new', 'half'), '')
  if (account) chmodSync(parent, 0o711)
  expect(await ask((await start()).url, 'SELECT 1')).toBe(1)
  expect(existsSync(join(dataDir, 'cluster.new'))).toBe(false)
})

it('removes the data, wherever it had to go', async () => {
  await start()
  const cluster = realpathSync(join(dataDir, 'cluster'))
  await running?.stop()
  await removePostgres(dataDir)
  expect(existsSync(cluster)).toBe(false)
  expect(existsSync(dataDir)).toBe(false)
})

it('starts anew where the data folder was removed by hand', async () => {
  const first = await start()
  await first.stop()
  rmSync(dataDir, { recursive: true })
  expect(await ask((await start()).url, 'SELECT 1')).toBe(1)
})

it('says so when the data is of another version', async () => {
  await start()
  await running?.stop()
  writeFileSync(join(realpathSync(join(dataDir, 'cluster')), 'PG_VERSION'), '17\n')
  await expect(start()).rejects.toThrow(ClusterVersionError)
})

it('says in one error what initdb said when the folder cannot take a database', async () => {
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(join(dataDir, 'cluster'), 'a file where a folder should be')
  await expect(start()).rejects.toThrow(ClusterSetupError)
  expect(readFileSync(join(dataDir, 'cluster'), 'utf8')).toMatch(/a file/)
})

it('gives up a start when asked to', async () => {
  await expect(start({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/)
  expect(await ask((await start()).url, 'SELECT 1')).toBe(1)
})

it.runIf(process.getuid?.() === 0)('needs an account to run as root', () => {
  const passwd = join(parent, 'passwd')
  writeFileSync(passwd, 'root:x:0:0::/root:/bin/sh\n')
  expect(() => chooseAccount(passwd)).toThrow(NoAccountError)
  writeFileSync(passwd, 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n')
  expect(chooseAccount(passwd)).toEqual({ name: 'nobody', uid: 65534, gid: 65534 })
})
