import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSchema } from '../apps/control-plane/src/db/generate-schema.ts'
import { migrate } from '../apps/control-plane/src/db/migrate.ts'
import { removePostgres, startPostgres } from '../packages/embedded-postgres/src/index.ts'

/** Writes apps/control-plane/src/db/schema.generated.ts from a fresh database with every migration applied. */
const dataDir = mkdtempSync(join(tmpdir(), 'noderr-schema-'))
const postgres = await startPostgres({ dataDir, log: () => {} })
try {
  for (const name of await migrate(postgres.url)) console.log(`applied ${name}`)
  const target = join(import.meta.dirname, '../apps/control-plane/src/db/schema.generated.ts')
  writeFileSync(target, await generateSchema(postgres.url))
} finally {
  await postgres.stop()
  await removePostgres(dataDir)
}
