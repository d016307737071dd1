import type { DatabaseSync } from 'node:sqlite'
import { type TelemetryRow, telemetryRowSchema } from '@noderr/protocol'
import { checkpoint, inTransaction, openDurable } from '../node-database.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS telemetry (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL
  ) STRICT;
`

/** A measurement before it has its number. */
export type Measurement = Omit<TelemetryRow, 'sequence'>

/** Telemetry that the control plane has not acknowledged, on disk and bounded: the oldest makes room for the newest. */
export class TelemetryStore {
  readonly #database: DatabaseSync
  readonly #maxBytes: number
  readonly #insert
  #bytes: number
  #dropped = 0

  constructor(path: string, maxBytes: number) {
    this.#database = openDurable(path)
    this.#database.exec(SCHEMA)
    this.#maxBytes = maxBytes
    this.#insert = this.#database.prepare('INSERT INTO telemetry (body) VALUES (?)')
    const row = this.#database.prepare('SELECT coalesce(sum(length(body)), 0) AS bytes FROM telemetry').get()
    this.#bytes = Number(row?.bytes ?? 0)
  }

  /** Rows dropped for want of room since the start. */
  get dropped(): number {
    return this.#dropped
  }

  get depth(): number {
    return Number(this.#database.prepare('SELECT count(*) AS depth FROM telemetry').get()?.depth ?? 0)
  }

  /** Keeps rows in one transaction; each gets the next number, which is never used again. */
  append(rows: readonly Measurement[]): void {
    inTransaction(this.#database, () => {
      for (const row of rows) {
        const body = JSON.stringify(row)
        this.#insert.run(body)
        this.#bytes += body.length
      }
      this.#makeRoom()
    })
  }

  /** The oldest rows, at most `limit`. */
  oldest(limit: number): TelemetryRow[] {
    return this.#database
      .prepare('SELECT sequence, body FROM telemetry ORDER BY sequence LIMIT ?')
      .all(limit)
      .map(({ sequence, body }) =>
        telemetryRowSchema.parse({ ...JSON.parse(String(body)), sequence: Number(sequence) }),
      )
  }

  /** Forgets rows that were answered for. */
  remove(sequences: readonly number[]): void {
    const statement = this.#database.prepare(
      'DELETE FROM telemetry WHERE sequence = ? RETURNING length(body) AS bytes',
    )
    inTransaction(this.#database, () => {
      for (const sequence of sequences) this.#bytes -= Number(statement.get(sequence)?.bytes ?? 0)
    })
  }

  /** Moves what was committed into the database file. */
  checkpoint(): void {
    checkpoint(this.#database)
  }

  close(): void {
    this.#database.close()
  }

  #makeRoom(): void {
    if (this.#bytes <= this.#maxBytes) return
    const oldest = this.#database.prepare(
      'DELETE FROM telemetry WHERE sequence = (SELECT min(sequence) FROM telemetry) RETURNING length(body) AS bytes',
    )
    while (this.#bytes > this.#maxBytes) {
      const bytes = Number(oldest.get()?.bytes ?? 0)
      if (bytes === 0) return
      this.#bytes -= bytes
      this.#dropped += 1
    }
  }
}
