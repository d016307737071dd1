import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '@noderr/testkit'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestServices, type TestServices } from '../../test/services.ts'
import { generateSchema } from './generate-schema.ts'
import { inTransaction } from './index.ts'
import { MigrationChangedError, MigrationFailedError, migrate } from './migrate.ts'

let services: TestServices
let owner: pg.Client

beforeAll(async () => {
  services = await startTestServices()
  owner = new pg.Client({ connectionString: services.url })
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await services.close()
})

it('matches the committed types', async () => {
  const committed = readFileSync(join(import.meta.dirname, 'schema.generated.ts'), 'utf8')
  expect(await generateSchema(services.url)).toBe(committed)
})

it('acts as service_role, which may not rewrite the audit log', async () => {
  const { rows } = await sql<{ who: string }>`SELECT current_user AS who`.execute(services.db)
  expect(rows).toEqual([{ who: 'service_role' }])
  await expect(services.db.updateTable('audit_log').set({ actor: 'x' }).execute()).rejects.toThrow(
    /permission denied/,
  )
  await expect(owner.query('TRUNCATE audit_log')).rejects.toThrow(/append-only/)
})

it('makes weekly telemetry partitions that are protected, too', async () => {
  const made = await sql<{ made: number }>`
    SELECT noderr.ensure_telemetry_partitions('2026-01-01'::date, 3) AS made`.execute(services.db)
  expect(made.rows).toEqual([{ made: 3 }])
  const { rows } = await owner.query(
    `SELECT relforcerowsecurity FROM pg_class WHERE relname = 'node_telemetry_2026w01'`,
  )
  expect(rows).toEqual([{ relforcerowsecurity: true }])
})

it('rolls a transaction back when its work throws', async () => {
  const failing = inTransaction(services.db, async (tx) => {
    await tx.updateTable('system_config').set({ value: '1' }).where('key', '=', 'max_validators').execute()
    throw new RangeError('enough')
  })
  await expect(failing).rejects.toThrow(RangeError)
  const row = await services.db
    .selectFrom('system_config')
    .select('value')
    .where('key', '=', 'max_validators')
    .executeTakeFirstOrThrow()
  expect(row.value).toBe(1000)
})

it('refuses a changed migration and rolls a broken one back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'noderr-migrations-'))
  const database = await createTestDatabase('empty', async () => {})
  try {
    writeFileSync(join(folder, '1.sql'), 'CREATE TABLE public.a ()')
    expect(await migrate(database.url, folder)).toEqual(['1.sql'])
    writeFileSync(join(folder, '2.sql'), 'CREATE TABLE public.b (); SELECT 1 / 0')
    await expect(migrate(database.url, folder)).rejects.toThrow(MigrationFailedError)
    writeFileSync(join(folder, '2.sql'), 'CREATE TABLE public.b ()')
    expect(await migrate(database.url, folder)).toEqual(['2.sql'])
    writeFileSync(join(folder, '1.sql'), 'CREATE TABLE public.c ()')
    await expect(migrate(database.url, folder)).rejects.toThrow(MigrationChangedError)
  } finally {
    rmSync(folder, { recursive: true })
    await database.drop()
  }
})
