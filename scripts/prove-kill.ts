import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { migrate } from '../apps/control-plane/src/db/index.ts'
import { killProcesses } from '../apps/control-plane/test/killed-processes.ts'
import { removePostgres, startPostgres } from '../packages/embedded-postgres/src/index.ts'

/** `npm run prove:kill [-- --kills N --seed N]`: kills APIs and workers while people onboard, and counts what broke. */
const { values } = parseArgs({
  options: { kills: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } },
})
const dataDir = mkdtempSync(join(tmpdir(), 'noderr-prove-kill-'))
const postgres = await startPostgres({ dataDir, log: () => {} })
try {
  await migrate(postgres.url)
  const tally = await killProcesses(postgres.url, Number(values.kills), Number(values.seed))
  console.log(JSON.stringify(tally, null, 2))
  if (tally.broken.length > 0) process.exitCode = 1
} finally {
  await postgres.stop()
  await removePostgres(dataDir)
}
