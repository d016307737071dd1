import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely'
import pg from 'pg'
import type { DB } from './schema.generated.ts'

/** Connections that act as `service_role`: row level security applies to them as to everybody. */
export type Db = Kysely<DB>
/** One transaction; what a verb reads, decides and writes happens in it or not at all. */
export type Tx = Transaction<DB>

/**
 * Opens the pool for requests and jobs. `bigint` and `numeric` come as strings, `timestamptz` as `Date`.
 *
 * @param onIdleError - Hears of a connection that died while nobody used it; the pool replaces it.
 */
export function openDatabase(url: string, onIdleError: (error: Error) => void): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    options: '-c role=service_role',
    application_name: 'noderr-control-plane',
  })
  pool.on('error', onIdleError)
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(work)
}

/** Whether the database answers. */
export async function isReachable(db: Db): Promise<boolean> {
  try {
    await sql`SELECT 1`.execute(db)
    return true
  } catch {
    return false
  }
}

/** Whether an error is the database's refusal of a second row under this unique index or constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint
}
