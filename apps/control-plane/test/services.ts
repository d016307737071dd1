import { createTestDatabase, ManualClock, seededBytes } from '@noderr/testkit'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import type { Actor, Context, Services } from '../src/context/index.ts'
import { contextFor } from '../src/context/index.ts'
import { migrate, openDatabase } from '../src/db/index.ts'
import { openNetwork } from '../src/network/index.ts'

/** Services over a database of their own, at a time that stands still. */
export interface TestServices extends Services {
  readonly clock: ManualClock
  /** Connects the owner of the schema, past row level security. */
  readonly url: string
  as(actor: Actor): Context
  close(): Promise<void>
}

/** @param start - Where the wall clock stands. */
export async function startTestServices(
  environment: NodeJS.ProcessEnv = {},
  start?: number,
): Promise<TestServices> {
  const database = await createTestDatabase('control_plane', async (url) => void (await migrate(url)))
  const config = readConfig({ LOG_LEVEL: 'silent', DATABASE_URL: database.url, ...environment })
  const clock = new ManualClock(start)
  const db = openDatabase(database.url, () => {})
  const secrets = {
    credentialPepper: '01'.repeat(32),
    tokenPepper: '02'.repeat(32),
    sessionSecret: '06'.repeat(32),
    receiptKey: `0x${'03'.repeat(32)}` as const,
    timestampSeed: '04'.repeat(32),
    publisherToken: '05'.repeat(32),
  }
  const services = {
    config,
    secrets,
    clock,
    randomBytes: seededBytes(1),
    db,
    log: pino({ level: 'silent' }),
    network: await openNetwork({ db, clock, secrets }, config),
    announce: () => {},
  }
  return {
    ...services,
    url: database.url,
    as: (actor) => contextFor(services, actor),
    close: async () => {
      await db.destroy()
      await database.drop()
    },
  }
}
