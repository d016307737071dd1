import { DatabaseSync } from 'node:sqlite'

/**
 * One row of `prediction` for every round that this node has ever committed itself to: the guard's memory and the
 * outbox at once. `batch` holds what the key was used for, `evidence` what must never be thrown away.
 */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS prediction (
    round_id TEXT PRIMARY KEY,
    leaf TEXT NOT NULL UNIQUE,
    close_time INTEGER NOT NULL,
    body TEXT NOT NULL,
    batch_sequence INTEGER REFERENCES batch (sequence),
    status TEXT,
    code TEXT,
    receipt_digest TEXT REFERENCES receipt (batch_digest)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS prediction_open ON prediction (batch_sequence) WHERE status IS NULL;
  CREATE INDEX IF NOT EXISTS prediction_batch ON prediction (batch_sequence);
  CREATE INDEX IF NOT EXISTS prediction_waiting ON prediction (close_time) WHERE status IS NULL;
  CREATE TABLE IF NOT EXISTS batch (
    sequence INTEGER PRIMARY KEY,
    lease_epoch TEXT NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    signature TEXT,
    retired INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE IF NOT EXISTS receipt (
    batch_digest TEXT PRIMARY KEY,
    tree_size INTEGER NOT NULL,
    tree_head TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS receipt_tree_size ON receipt (tree_size);
  CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
  PRAGMA user_version = 1;
`
const SCHEMA_VERSION = 1
/** A node that is just ending still holds its files for a moment. */
const LOCK_TIMEOUT_MS = 1_000
const SQLITE_BUSY = 5

/**
 * Opens the database of rounds, batches and receipts. What a transaction has committed survives a power cut.
 *
 * @throws {@link NodeRunningError} while another process has it open, {@link NewerDatabaseError} when a later version of
 * the software has written it.
 */
export function openNodeDatabase(path: string): DatabaseSync {
  const database = openDurable(path)
  const found = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0)
  if (found > SCHEMA_VERSION) {
    database.close()
    throw new NewerDatabaseError(path, found)
  }
  database.exec(SCHEMA)
  return database
}

/**
 * Opens SQLite so that a commit is on the disk when it returns. The file is this process's alone until it is closed or
 * the process has ended, however it ends.
 *
 * @throws {@link NodeRunningError} while another process has it open.
 */
export function openDurable(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: LOCK_TIMEOUT_MS })
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    database.exec('PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 20000; BEGIN IMMEDIATE; COMMIT')
    return database
  } catch (error) {
    database.close()
    const isBusy = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
    throw isBusy ? new NodeRunningError(path, error) : error
  }
}

/** Moves what was committed into the database file; called between ticks, so that no tick has to wait for it. */
export function checkpoint(database: DatabaseSync): void {
  database.exec('PRAGMA wal_checkpoint(PASSIVE)')
}

/** Runs `work` in one transaction: all of it is durable afterwards, or, when it throws, none. */
export function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/**
 * Runs `work` without waiting for the disk, for what can be made again from what is durable. A power cut may undo it,
 * never half of it; the end of the process does not.
 */
export function withoutWaiting<Result>(database: DatabaseSync, work: () => Result): Result {
  const usual = Number(database.prepare('PRAGMA synchronous').get()?.synchronous)
  database.exec('PRAGMA synchronous = NORMAL')
  try {
    return work()
  } finally {
    database.exec(`PRAGMA synchronous = ${usual}`)
  }
}

class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError'
  readonly code = 'database.newer'
  readonly path: string
  readonly version: number

  constructor(path: string, version: number) {
    super(`${path} was written by a later version of noderr-node (format ${version}); update the software`)
    this.path = path
    this.version = version
  }
}

class NodeRunningError extends Error {
  override readonly name = 'NodeRunningError'
  readonly code = 'database.node-running'
  readonly path: string

  constructor(path: string, cause: unknown) {
    super(`another node is running on ${path}; stop it first, or give this one a --data-dir of its own`, {
      cause,
    })
    this.path = path
  }
}
