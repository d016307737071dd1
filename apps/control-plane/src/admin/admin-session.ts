import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { findRunningPostgres } from '@noderr/embedded-postgres'
import { readConfig } from '../config.ts'
import type { Context } from '../context/index.ts'
import { openDatabase } from '../db/index.ts'

/**
 * Runs one piece of work as `cli:<user>`, over `DATABASE_URL` or the server that a running control plane keeps under
 * `DATA_DIR`.
 *
 * @throws {@link NoDatabaseError} when neither is there.
 */
export async function asCommandLine<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
  const { databaseUrl, dataDir } = readConfig()
  const url = databaseUrl ?? findRunningPostgres(join(dataDir, 'postgres'))
  if (!url) throw new NoDatabaseError(dataDir)
  const db = openDatabase(url, () => {})
  try {
    const actor = { type: 'cli', user: userInfo().username } as const
    return await work({ actor, clock: { now: () => Date.now() }, randomBytes, db })
  } finally {
    await db.destroy()
  }
}

export class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError'
  readonly kind = 'unavailable'
  readonly code = 'admin.no-database'
  readonly dataDir: string

  constructor(dataDir: string) {
    super(
      `no control plane runs over ${dataDir}; start it with npm run control-plane, or set DATA_DIR or DATABASE_URL`,
    )
    this.dataDir = dataDir
  }
}
