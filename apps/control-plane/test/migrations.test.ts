import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removePostgres, startPostgres } from '@noderr/embedded-postgres'
import { createTestDatabase } from '@noderr/testkit'
import pg from 'pg'
import { beforeAll, expect, it, vi } from 'vitest'
import { verifyAuditLog } from '../src/audit/index.ts'
import { migrate, openDatabase, readMigrations } from '../src/db/index.ts'
import { checkDatabase } from '../src/db-check/index.ts'
import { noPostgres15, withPostgres15 } from './debian-postgres.ts'
import { shapeLikeSupabase } from './supabase-shape.ts'

// Servers of their own on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

const MIGRATIONS = join(import.meta.dirname, '../../../supabase/migrations')
/** What the release before this one had. */
const PREVIOUS = ['20251128000000_operator_onboarding.sql', '20261123000000_rounds_and_rewards.sql']

/** Columns whose value a later migration changes on purpose, as `table.column`, and why. */
const CHANGED_ON_PURPOSE: Readonly<Record<string, string>> = {
  'webhook_inbox.outcome': 'what nobody could read is unread, what was left aside is partial',
  'operator_credentials.expires_at': 'a credential that was claimed before there was expiry gets its year',
  'operator_notifications.error_message': 'a mail that waits for a server says so in kept_at',
}

/** Tables that a later migration drops on purpose, and why. */
const DROPPED_ON_PURPOSE: Readonly<Record<string, string>> = {
  admin_sessions: 'sessions of the former sign-in; everybody signs in again',
}

// Roles belong to the whole server: they are made by one test file at a time, here under the template's lock.
beforeAll(async () => {
  const database = await createTestDatabase('control_plane', async (url) => void (await migrate(url)))
  await database.drop()
})

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function withEmptyDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const database = await createTestDatabase('empty', async () => {})
  try {
    await work(database.url)
  } finally {
    await database.drop()
  }
}

async function withServer(work: (adminUrl: string) => Promise<void>): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'noderr-migrations-'))
  const postgres = await startPostgres({ dataDir, log: () => {} })
  try {
    await work(postgres.url)
  } finally {
    await postgres.stop()
    await removePostgres(dataDir)
  }
}

/** Every file again by hand, in order, as somebody does who is not sure. */
async function applyAgain(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const { text } of readMigrations()) {
      await client.query('BEGIN')
      await client.query(text)
      await client.query('COMMIT')
    }
  })
}

async function faults(url: string): Promise<readonly string[]> {
  const findings = await checkDatabase(url)
  return findings.filter(({ level }) => level !== 'ok').map(({ check, message }) => `${check}: ${message}`)
}

type Rows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** Everything in schema public, by table; a partition's rows under its parent's name. */
async function dump(client: pg.Client, tables: readonly string[]): Promise<Rows> {
  const rows: Record<string, Readonly<Record<string, unknown>>[]> = {}
  for (const table of tables) {
    const found = await client.query<{ row: Record<string, unknown> }>(
      `SELECT to_jsonb(t) AS row FROM public.${table} t ORDER BY to_jsonb(t)::text`,
    )
    rows[table] = found.rows.map(({ row }) => row)
  }
  return rows
}

async function listTables(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(`SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`)
  return rows.map(({ name }) => name)
}

it('applies everything to an empty database, nothing the second time, and each file again by hand', async () => {
  await withEmptyDatabase(async (url) => {
    const all = readMigrations().map(({ name }) => name)
    expect(await migrate(url)).toEqual(all)
    expect(await migrate(url)).toEqual([])
    const before = await catalog(url)
    await applyAgain(url)
    expect(await catalog(url)).toEqual(before)
    expect(await faults(url)).toEqual([])
  })
})

/** Columns, constraints, indexes, policies, grants and triggers, as the catalog describes them. */
async function catalog(url: string): Promise<readonly unknown[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query(`
      SELECT c.relname, c.relkind, c.relacl::text, c.relrowsecurity, c.relforcerowsecurity,
        (SELECT json_agg(concat(a.attname, ' ', format_type(a.atttypid, a.atttypmod), ' ', a.attnotnull, ' ', a.attacl)
          ORDER BY a.attname) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
        (SELECT json_agg(concat(k.conname, ' ', pg_get_constraintdef(k.oid)) ORDER BY k.conname)
          FROM pg_constraint k WHERE k.conrelid = c.oid) AS constraints,
        (SELECT json_agg(pg_get_indexdef(i.indexrelid) ORDER BY 1) FROM pg_index i WHERE i.indrelid = c.oid) AS indexes,
        (SELECT json_agg(pg_get_triggerdef(t.oid) ORDER BY t.tgname) FROM pg_trigger t
          WHERE t.tgrelid = c.oid AND NOT t.tgisinternal) AS triggers,
        (SELECT json_agg(concat(p.policyname, p.roles, p.cmd, p.qual, p.with_check) ORDER BY p.policyname)
          FROM pg_policies p WHERE p.tablename = c.relname) AS policies
      FROM pg_class c WHERE c.relnamespace IN ('public'::regnamespace, 'noderr'::regnamespace)
        AND c.relkind IN ('r', 'p', 'S', 'v') ORDER BY 1`)
    return rows
  })
}

it('loses nothing of a database of the previous release', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'noderr-previous-'))
  try {
    for (const name of PREVIOUS) cpSync(join(MIGRATIONS, name), join(folder, name))
    await withEmptyDatabase(async (url) => {
      await migrate(url, folder)
      const before = await withClient(url, async (client) => {
        await client.query(readFileSync(join(import.meta.dirname, 'previous-release.sql'), 'utf8'))
        return dump(client, await listTables(client))
      })
      expect(Object.keys(before).filter((table) => before[table]?.length === 0)).toEqual([])

      expect((await migrate(url)).length).toBeGreaterThan(0)
      expect(await migrate(url)).toEqual([])
      expect(await lost(url, before)).toEqual([])
      await applyAgain(url)
      expect(await lost(url, before)).toEqual([])
      expect(await faults(url)).toEqual([])
      const db = openDatabase(url, () => {})
      expect(await verifyAuditLog(db)).toMatchObject({ whole: true })
      await db.destroy()
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** Each row that is not there any more, or not with the same values; new columns are no loss. */
async function lost(url: string, before: Rows): Promise<readonly string[]> {
  return withClient(url, async (client) => {
    const kept = Object.keys(before).filter((table) => DROPPED_ON_PURPOSE[table] === undefined)
    const after = await dump(client, kept)
    return kept.flatMap((table) =>
      (before[table] ?? [])
        .filter((row) => !(after[table] ?? []).some((other) => holds(table, other, row)))
        .map((row) => `${table}: ${JSON.stringify(row)}`),
    )
  })
}

function holds(
  table: string,
  after: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(before).every(
    ([column, value]) =>
      CHANGED_ON_PURPOSE[`${table}.${column}`] !== undefined ||
      JSON.stringify(after[column]) === JSON.stringify(value),
  )
}

it('applies on a Supabase project, whose owner is no superuser and whose defaults open every table', async () => {
  await withServer(async (adminUrl) => {
    const url = await shapeLikeSupabase(adminUrl)
    await migrate(url)
    expect(await migrate(url)).toEqual([])
    await applyAgain(url)
    expect(await faults(url)).toEqual([])
    await runsRequests(url)
    const auth = await withClient(url, (client) => client.query("SELECT to_regclass('auth.users') AS users"))
    expect(auth.rows).toEqual([{ users: 'auth.users' }])
  })
})

it('applies for an owner that may only make databases and roles, where no role exists yet', async () => {
  await withServer(async (adminUrl) => {
    await withClient(adminUrl, async (client) => {
      await client.query("CREATE ROLE keeper LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD 'keeper'")
      await client.query('CREATE DATABASE kept OWNER keeper')
    })
    const url = adminUrl
      .replace(/\/\/[^@]*@/, '//keeper:keeper@')
      .replace(/(localhost:5432\/)[^?]+/, '$1kept')
    await migrate(url)
    expect(await migrate(url)).toEqual([])
    await applyAgain(url)
    expect(await faults(url)).toEqual([])
    await runsRequests(url)
  })
})

it.skipIf(noPostgres15)(`applies on PostgreSQL 15${noPostgres15 ? `: ${noPostgres15}` : ''}`, async () => {
  await withPostgres15(async (adminUrl) => {
    const plain = adminUrl.replace(/(localhost:5432\/)[^?]+/, '$1noderr')
    await withClient(adminUrl, (client) => client.query('CREATE DATABASE noderr'))
    await migrate(plain)
    await applyAgain(plain)
    expect(await faults(plain)).toEqual([])
    await runsRequests(plain)
  })
})

/** The pool of the control plane works: it acts as the service, queues, and reads what it wrote. */
async function runsRequests(url: string): Promise<void> {
  const db = openDatabase(url, () => {})
  try {
    await db.insertInto('system_config').values({ key: 'migrations.test', value: '1' }).execute()
    const rows = await db
      .selectFrom('system_config')
      .select('value')
      .where('key', '=', 'migrations.test')
      .execute()
    expect(rows).toEqual([{ value: 1 }])
  } finally {
    await db.destroy()
  }
  await withClient(url, async (client) => {
    await client.query('SET ROLE service_role')
    await client.query("SELECT noderr.enqueue('test', '{}')")
    await client.query("SELECT noderr.ensure_telemetry_partitions('2026-01-01', 2)")
  })
}
