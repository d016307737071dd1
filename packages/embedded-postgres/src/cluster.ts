import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { type Account, identity, mayReach } from './account.ts'
import type { Binaries } from './binaries.ts'
import { lockFolder } from './lock.ts'
import { stopOrphans } from './orphans.ts'
import { OutputTail } from './output-tail.ts'
import { passwordPath, SUPERUSER } from './state.ts'

/** As root: where clusters and programs go that the unprivileged account could not reach in their own place. */
export const SHARED_DIR = '/var/lib/noderr'

/** One initialised cluster and the password of its superuser. */
export interface Cluster {
  readonly directory: string
  readonly password: string
}

/**
 * Opens the cluster of a data folder, and makes it with `initdb` when there is none.
 *
 * `dataDir/cluster` is the cluster, or a link to its place under {@link SHARED_DIR}. A killed `initdb` leaves nothing
 * that a later start could mistake for a cluster.
 *
 * @throws {@link ClusterSetupError} when `initdb` fails, {@link ClusterVersionError} for one of another major version.
 */
export async function openCluster(
  dataDir: string,
  account: Account | undefined,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<Cluster> {
  const directory = await placeCluster(dataDir, account, log)
  if (!existsSync(join(directory, 'PG_VERSION'))) await initialise(dataDir, directory, account, binaries)
  const [found = '', expected = ''] = [
    readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim(),
    binaries.version.split('.')[0],
  ]
  if (found !== expected) throw new ClusterVersionError(dataDir, found, expected)
  return { directory, password: readFileSync(passwordPath(dataDir), 'utf8') }
}

/**
 * Removes a data folder and everything that {@link startPostgres} made for it elsewhere. A server that lost its owner
 * is stopped first.
 *
 * @throws {@link ClusterBusyError} while a running program owns it.
 */
export async function removePostgres(dataDir: string, log: (line: string) => void = () => {}): Promise<void> {
  if (!existsSync(dataDir)) return
  const folder = realpathSync(dataDir)
  const release = await lockFolder(folder)
  try {
    const link = join(folder, 'cluster')
    if (existsSync(link)) {
      const cluster = realpathSync(link)
      await stopOrphans(cluster, log)
      rmSync(cluster, { recursive: true, force: true })
    }
    rmSync(folder, { recursive: true, force: true })
  } finally {
    await release()
  }
}

async function placeCluster(
  dataDir: string,
  account: Account | undefined,
  log: (line: string) => void,
): Promise<string> {
  const inPlace = join(dataDir, 'cluster')
  const linked = linkTarget(inPlace)
  if (linked) return linked
  if (existsSync(inPlace) || !account) return inPlace
  chmodSync(dataDir, 0o711)
  if (mayReach(account, dataDir)) return inPlace
  mkdirSync(SHARED_DIR, { recursive: true, mode: 0o755 })
  const elsewhere = join(
    SHARED_DIR,
    `cluster-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`,
  )
  await removeForgotten(elsewhere, log)
  symlinkSync(elsewhere, inPlace)
  return elsewhere
}

/** Whoever removes a data folder by hand removes the link and the password; nothing can open what they led to. */
async function removeForgotten(cluster: string, log: (line: string) => void): Promise<void> {
  if (!existsSync(cluster)) return
  log(`removing ${cluster}: its data folder was removed, and the password with it`)
  await stopOrphans(cluster, log)
  rmSync(cluster, { recursive: true, force: true })
}

function linkTarget(path: string): string | undefined {
  try {
    return resolve(readlinkSync(path))
  } catch {
    return undefined
  }
}

async function initialise(
  dataDir: string,
  directory: string,
  account: Account | undefined,
  { initdb }: Binaries,
): Promise<void> {
  const password = randomBytes(24).toString('hex')
  const unfinished = `${directory}.new`
  const handover = mkdtempSync('/tmp/noderr-initdb-')
  try {
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { mode: 0o700 })
    const passwordFile = join(handover, 'password')
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (account)
      // The folder last: once it is the account's, the account could put a link in the file's place.
      for (const path of [unfinished, passwordFile, handover]) chownSync(path, account.uid, account.gid)
    await runInitdb(dataDir, initdb, unfinished, passwordFile, account)
    writeFileSync(passwordPath(dataDir), password, { mode: 0o600 })
    rmSync(directory, { recursive: true, force: true })
    renameSync(unfinished, directory)
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true })
    if (cause instanceof ClusterSetupError) throw cause
    throw new ClusterSetupError(dataDir, String(cause), cause)
  } finally {
    rmSync(handover, { recursive: true, force: true })
  }
}

async function runInitdb(
  dataDir: string,
  initdb: string,
  directory: string,
  passwordFile: string,
  account: Account | undefined,
): Promise<void> {
  const child = spawn(
    initdb,
    [
      `--pgdata=${directory}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ],
    { cwd: '/', env: { TZ: 'UTC' }, stdio: ['ignore', 'pipe', 'pipe'], ...identity(account) },
  )
  const tail = new OutputTail()
  child.stdout.on('data', (chunk) => tail.add(chunk))
  child.stderr.on('data', (chunk) => tail.add(chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new ClusterSetupError(dataDir, tail.text())
}

export class ClusterSetupError extends Error {
  override readonly name = 'ClusterSetupError'
  readonly code = 'postgres.setup-failed'
  readonly dataDir: string
  readonly output: string

  constructor(dataDir: string, output: string, cause?: unknown) {
    super(
      `no database could be made in ${dataDir}; check free space and permissions there. initdb said: ${output}`,
      { cause },
    )
    this.dataDir = dataDir
    this.output = output
  }
}

export class ClusterVersionError extends Error {
  override readonly name = 'ClusterVersionError'
  readonly code = 'postgres.other-version'
  readonly found: string
  readonly expected: string

  constructor(dataDir: string, found: string, expected: string) {
    super(
      `the database in ${dataDir} is of PostgreSQL ${found}, this program brings ${expected}; dump it with the old version and load it into a new DATA_DIR`,
    )
    this.found = found
    this.expected = expected
  }
}
