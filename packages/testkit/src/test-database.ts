import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'

declare module 'vitest' {
  // Given by `postgres-setup.ts`.
  interface ProvidedContext {
    postgresUrl: string
  }
}

/** A database of one test file; nobody else sees it. */
export interface TestDatabase {
  readonly url: string
  drop(): Promise<void>
}

// Any constant will do: the server is ours alone.
const TEMPLATE_LOCK = 20_251_128

/**
 * Makes a throw-away database on the server of this test run, copied from a template that is migrated once.
 *
 * @param template - Names the template: the same name must mean the same migrations.
 * @param migrate - Brings the empty database at a URL to the schema under test. Called once per run and template.
 */
export async function createTestDatabase(
  template: string,
  migrate: (url: string) => Promise<void>,
): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  await asAdmin(server, async (admin) => {
    await admin.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK])
    const found = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [template])
    if (found.rowCount === 0) {
      await admin.query(`CREATE DATABASE "${template}_unfinished"`)
      await migrate(withDatabase(server, `${template}_unfinished`))
      await admin.query(`ALTER DATABASE "${template}_unfinished" RENAME TO "${template}"`)
    }
    await admin.query(`CREATE DATABASE "${name}" TEMPLATE "${template}" STRATEGY FILE_COPY`)
  })
  return {
    url: withDatabase(server, name),
    drop: () => asAdmin(server, (admin) => dropDatabase(admin, name)),
  }
}

/** Lets connections that are closing leave first: cut off, they would throw where nobody listens any more. */
async function dropDatabase(admin: pg.Client, name: string): Promise<void> {
  for (let tries = 0; tries < 40; tries += 1) {
    const left = await admin.query('SELECT 1 FROM pg_stat_activity WHERE datname = $1', [name])
    if (left.rowCount === 0) break
    await sleep(50)
  }
  await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`)
}

async function asAdmin(url: string, work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: withDatabase(url, 'postgres') })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

function withDatabase(url: string, database: string): string {
  return url.replace(/(localhost:5432\/)[^?]+/, `$1${database}`)
}
