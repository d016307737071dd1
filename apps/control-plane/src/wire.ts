import { randomBytes } from 'node:crypto'
import { announce } from './child.ts'
import type { Config } from './config.ts'
import type { Services } from './context/index.ts'
import { openDatabase } from './db/index.ts'
import { openLog } from './log.ts'
import { openNetwork } from './network/index.ts'
import { loadSecrets } from './secrets.ts'

/** Wires the services of one process by hand: the only place where the machine's clock and randomness come in. */
export async function wire(config: Config, databaseUrl: string, name: string): Promise<Services> {
  const log = openLog(config.logLevel, name)
  const secrets = loadSecrets(config)
  const clock = { now: () => Date.now() }
  const db = openDatabase(databaseUrl, (error) =>
    log.debug({ err: error }, 'an idle database connection ended'),
  )
  return {
    config,
    secrets,
    clock,
    randomBytes,
    db,
    log,
    network: await openNetwork({ db, clock, secrets }, config),
    announce,
  }
}
