import { randomBytes } from 'node:crypto'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { findRunningPostgres } from '@noderr/embedded-postgres'
import { sql } from 'kysely'
import { audit } from '../audit/index.ts'
import { getActingAdmin } from '../auth/index.ts'
import { type Config, readConfig } from '../config.ts'
import type { Context } from '../context/index.ts'
import { inTransaction, openDatabase } from '../db/index.ts'
import { DatabaseUnreachableError } from '../db-check/index.ts'
import { hasSecrets, loadSecrets, type Secrets } from '../secrets.ts'

let actingFor: string | undefined

/** From now on {@link asCommandLine} works as this admin (`--as`), with the rights of that role and no more; or as nobody's. */
export function actFor(admin: string | undefined): void {
  actingFor = admin
}

/**
 * Runs one piece of work as `cli:<user>`, or as the admin whom `--as` named, over `DATABASE_URL` or the server that a
 * running control plane keeps under `DATA_DIR`.
 *
 * @throws {@link NoDatabaseError} when neither is there, {@link DatabaseUnreachableError} when it does not answer,
 * {@link AdminNotFoundError} for a name that `--as` got wrong, {@link AdminSuspendedError} for whom it may not name.
 */
export async function asCommandLine<T>(work: (ctx: Context) => Promise<T>): Promise<T> {
  const db = openDatabase(findDatabaseUrl(), () => {})
  try {
    const actor = { type: 'cli', user: userInfo().username } as const
    const ctx: Context = { actor, clock: { now: () => Date.now() }, randomBytes, db }
    await requireReachable(db)
    return await work(actingFor === undefined ? ctx : await onBehalfOf(actingFor, ctx))
  } finally {
    await db.destroy()
  }
}

/**
 * As {@link asCommandLine}, for work that needs the control plane's own keys too: those in its `DATA_DIR`.
 *
 * @throws {@link NoSecretsError} where they are not: keys made here would fit nothing.
 */
export function asKeyHolder<T>(
  work: (ctx: Context & { readonly config: Config; readonly secrets: Secrets }) => Promise<T>,
): Promise<T> {
  const config = readConfig()
  if (!hasSecrets(config)) throw new NoSecretsError(config.dataDir)
  return asCommandLine((ctx) => work({ ...ctx, config, secrets: loadSecrets(config) }))
}

/** @throws {@link DatabaseUnreachableError} for an address that is wrong as for a server that is away. */
async function requireReachable(db: Context['db']): Promise<void> {
  try {
    await sql`SELECT 1`.execute(db)
  } catch (cause) {
    throw new DatabaseUnreachableError(cause)
  }
}

/** The log keeps who sat at the terminal, beside what the admin is said to have done. */
async function onBehalfOf(name: string, ctx: Context): Promise<Context> {
  const { role } = await getActingAdmin(ctx.db, name)
  await inTransaction(ctx.db, (tx) =>
    audit(tx, ctx, { action: 'admin.acted-for', subject: `admin:${name}`, details: { role } }),
  )
  return { ...ctx, actor: { type: 'admin', name, role } }
}

/** @throws {@link NoDatabaseError} when there is neither `DATABASE_URL` nor a running control plane. */
export function findDatabaseUrl(): string {
  const { databaseUrl, dataDir } = readConfig()
  const url = databaseUrl ?? findRunningPostgres(join(dataDir, 'postgres'))
  if (!url) throw new NoDatabaseError(dataDir)
  return url
}

export class NoDatabaseError extends Error {
  override readonly name = 'NoDatabaseError'
  readonly kind = 'unavailable'
  readonly code = 'admin.no-database'
  readonly dataDir: string

  constructor(dataDir: string) {
    super(
      `no control plane runs over ${dataDir}; start one, set DATA_DIR to where one runs (of npm start: the folder control-plane in its --data), or set DATABASE_URL`,
    )
    this.dataDir = dataDir
  }
}

export class NoSecretsError extends Error {
  override readonly name = 'NoSecretsError'
  readonly kind = 'unavailable'
  readonly code = 'admin.no-secrets'
  readonly dataDir: string

  constructor(dataDir: string) {
    super(
      `the keys of the control plane are not in ${dataDir}/secrets; run this where it runs, with its DATA_DIR and PUBLIC_URL`,
    )
    this.dataDir = dataDir
  }
}
