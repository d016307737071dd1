import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import type { Db } from '../src/db/index.ts'
import type { DB } from '../src/db/schema.generated.ts'

/** When a process dies: before the server hears of a statement, or once it has done it and nobody heard the answer. */
export const MOMENTS = ['before', 'after'] as const
type Moment = (typeof MOMENTS)[number]

/** The end of a process at one of its statements; whatever it asks for afterwards is never asked. */
export class Death {
  readonly #at: number
  readonly #moment: Moment
  readonly #sockets = new Set<pg.Client>()
  #statements = 0
  #last: string | undefined

  /** @param at - Counted from 1, `BEGIN` and `COMMIT` among them. */
  constructor(at: number, moment: Moment) {
    this.#at = at
    this.#moment = moment
  }

  /** The statement at which it died; undefined while it lives. */
  get last(): string | undefined {
    return this.#last
  }

  attach(client: pg.Client): void {
    this.#sockets.add(client)
  }

  async survive<T>(statement: string, ask: () => Promise<T>): Promise<T> {
    if (this.#last !== undefined) throw new ProcessDiedError()
    this.#statements += 1
    const isLast = this.#statements === this.#at
    if (isLast && this.#moment === 'before') this.#die(statement)
    const answer = await ask()
    if (this.#last !== undefined) throw new ProcessDiedError()
    if (isLast) this.#die(statement)
    return answer
  }

  /** The kernel closes the sockets of a killed process: no goodbye, no ROLLBACK. */
  #die(statement: string): never {
    this.#last = statement
    for (const client of this.#sockets) client.connection.stream.destroy()
    throw new ProcessDiedError()
  }
}

export interface DyingDatabase {
  readonly db: Db
  /** From now on connections are those of a process with this end. */
  liveUntil(death: Death): void
}

/** The connections of one process after another, each with its own end; set up as `openDatabase` does for others. */
export function openDyingDatabase(url: string): DyingDatabase {
  let death = new Death(Number.POSITIVE_INFINITY, 'before')
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    options: '-c role=service_role',
    application_name: 'noderr-dying',
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const connect = async (): Promise<PostgresPoolClient> => {
    const mine = death
    const client = await pool.connect()
    mine.attach(client)
    return mortal(client, mine)
  }
  const dialect = new PostgresDialect({ pool: { connect, end: () => pool.end(), options: {} } })
  return {
    db: new Kysely<DB>({ dialect }),
    liveUntil(next) {
      death = next
    },
  }
}

function mortal(client: pg.PoolClient, death: Death): PostgresPoolClient {
  const query = async (statement: string, parameters?: unknown[]): Promise<never> =>
    (await death.survive(statement, () => client.query(statement, parameters))) as never
  return {
    query: query as never,
    release: () => client.release(death.last !== undefined),
  }
}

class ProcessDiedError extends Error {
  override readonly name = 'ProcessDiedError'

  constructor() {
    super('this process was killed')
  }
}
