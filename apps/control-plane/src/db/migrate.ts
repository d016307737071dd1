import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'

const MIGRATIONS = join(import.meta.dirname, '../../../../supabase/migrations')
const LOCK = 20_251_128

/**
 * Brings a database to the newest schema: the job queue's, then every file of `supabase/migrations` that it lacks, in
 * order, each in a transaction of its own. One process at a time; harmless when there is nothing to do.
 *
 * @param url - Connects the owner of the schema.
 * @throws {@link MigrationChangedError} when a file differs from what was applied, {@link MigrationFailedError}.
 */
export async function migrate(url: string, directory = MIGRATIONS): Promise<string[]> {
  await runMigrations({ connectionString: url })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('SET client_min_messages = warning')
    await client.query('SELECT pg_advisory_lock($1)', [LOCK])
    await client.query('CREATE SCHEMA IF NOT EXISTS noderr')
    await client.query(`CREATE TABLE IF NOT EXISTS noderr.migrations (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
    return await applyMissing(client, directory)
  } finally {
    await client.end()
  }
}

/** A file of `supabase/migrations`. */
export interface Migration {
  readonly name: string
  readonly text: string
  /** SHA-256 of the text, as it is kept with what was applied. */
  readonly checksum: string
}

/** The migrations of this release, in the order in which they are applied. */
export function readMigrations(directory = MIGRATIONS): readonly Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(directory, name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    })
}

async function applyMissing(client: pg.Client, directory: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM noderr.migrations',
  )
  const applied = new Map(rows.map((row) => [row.name, row.checksum]))
  const made: string[] = []
  for (const { name, text, checksum } of readMigrations(directory)) {
    const before = applied.get(name)
    if (before === checksum) continue
    if (before !== undefined) throw new MigrationChangedError(name)
    await apply(client, name, text, checksum)
    made.push(name)
  }
  return made
}

async function apply(client: pg.Client, name: string, text: string, checksum: string): Promise<void> {
  try {
    await client.query('BEGIN')
    await client.query(text)
    await client.query('INSERT INTO noderr.migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
    await client.query('COMMIT')
  } catch (cause) {
    // Where the connection is gone there is nothing to roll back, and the cause is what matters.
    await client.query('ROLLBACK').catch(() => undefined)
    throw new MigrationFailedError(name, cause)
  }
}

export class MigrationChangedError extends Error {
  override readonly name = 'MigrationChangedError'
  readonly code = 'db.migration-changed'
  readonly migration: string

  constructor(migration: string) {
    super(
      `${migration} is not the file that this database was made with; put changes in a new migration, or start over with a fresh DATA_DIR`,
    )
    this.migration = migration
  }
}

export class MigrationFailedError extends Error {
  override readonly name = 'MigrationFailedError'
  readonly code = 'db.migration-failed'
  readonly migration: string

  constructor(migration: string, cause: unknown) {
    super(`${migration} was rolled back: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.migration = migration
  }
}
