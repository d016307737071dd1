import { randomBytes } from 'node:crypto'
import type { Config } from './config.ts'
import type { Services } from './context/index.ts'
import { openDatabase } from './db/index.ts'
import { openLog } from './log.ts'
import { loadSecrets } from './secrets.ts'

/** Wires the services of one process by hand: the only place where the machine's clock and randomness come in. */
export function wire(config: Config, databaseUrl: string, name: string): Services {
  const log = openLog(config.logLevel, name)
  return {
    config,
    secrets: loadSecrets(config),
    clock: { now: () => Date.now() },
    randomBytes,
    db: openDatabase(databaseUrl, (error) => log.debug({ err: error }, 'an idle database connection ended')),
    log,
  }
}
