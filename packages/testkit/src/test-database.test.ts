import pg from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase } from './test-database.ts'

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

it('gives every caller a migrated database of its own and migrates once', async () => {
  let migrations = 0
  const migrate = async (url: string) => {
    migrations += 1
    await query(url, 'CREATE TABLE rooms (name text)')
  }
  const first = await createTestDatabase('testkit_template', migrate)
  const second = await createTestDatabase('testkit_template', migrate)
  await query(first.url, "INSERT INTO rooms VALUES ('kitchen')")
  expect(await query(second.url, 'SELECT * FROM rooms')).toEqual([])
  expect(migrations).toBe(1)
  await first.drop()
  await second.drop()
})
