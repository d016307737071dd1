import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPostmaster } from './orphans.ts'

/** Where a running server can be reached; kept in `postgres.json` beside the cluster while it runs. */
export interface ServerAddress {
  readonly socketDir: string
}

export const DATABASE = 'noderr'
export const SUPERUSER = 'noderr'

/**
 * Finds the server that another process runs over a data folder.
 *
 * @returns Its connection URL (with the password: keep it out of logs), or undefined when none is ready.
 */
export function findRunningPostgres(dataDir: string): string | undefined {
  try {
    const { socketDir } = JSON.parse(readFileSync(statePath(dataDir), 'utf8')) as ServerAddress
    const running =
      readPostmaster(join(dataDir, 'cluster'))?.ready && existsSync(join(socketDir, '.s.PGSQL.5432'))
    return running ? connectionUrl(socketDir, readFileSync(passwordPath(dataDir), 'utf8')) : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export function writeState(dataDir: string, state: ServerAddress): void {
  writeFileSync(statePath(dataDir), `${JSON.stringify(state)}\n`, { mode: 0o600 })
}

export function clearState(dataDir: string): void {
  rmSync(statePath(dataDir), { force: true })
}

export function passwordPath(dataDir: string): string {
  return join(dataDir, 'password')
}

/** A URL that both `pg` and libpq read: the host in the query wins over the one in front. */
export function connectionUrl(socketDir: string, password: string, database = DATABASE): string {
  return `postgres://${SUPERUSER}:${password}@localhost:5432/${database}?host=${encodeURIComponent(socketDir)}`
}

function statePath(dataDir: string): string {
  return join(dataDir, 'postgres.json')
}
