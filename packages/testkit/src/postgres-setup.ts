import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removePostgres, startPostgres } from '@noderr/embedded-postgres'
import type { TestProject } from 'vitest/node'

/** Vitest's `globalSetup`: one real PostgreSQL server for all test files of the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'noderr-test-postgres-'))
  const postgres = await startPostgres({ dataDir, log: () => {} })
  project.provide('postgresUrl', postgres.url)
  return async () => {
    await postgres.stop()
    await removePostgres(dataDir)
  }
}
