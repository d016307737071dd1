import pg from 'pg'
import type { TestServices } from './services.ts'

/** Runs SQL as the owner of the schema, past row level security, as somebody with the database in hand could. */
export async function asOwner({ url }: TestServices, ...statements: readonly string[]): Promise<void> {
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  try {
    for (const statement of statements) await owner.query(statement)
  } finally {
    await owner.end()
  }
}
