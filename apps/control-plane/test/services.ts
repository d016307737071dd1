import { createTestDatabase, ManualClock, seededBytes } from '@noderr/testkit'
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import type { Actor, Context, Services } from '../src/context/index.ts'
import { contextFor } from '../src/context/index.ts'
import { migrate, openDatabase } from '../src/db/index.ts'

/** Services over a database of their own, at a time that stands still. */
export interface TestServices extends Services {
  readonly clock: ManualClock
  /** Connects the owner of the schema, past row level security. */
  readonly url: string
  as(actor: Actor): Context
  close(): Promise<void>
}

export async function startTestServices(environment: NodeJS.ProcessEnv = {}): Promise<TestServices> {
  const database = await createTestDatabase('control_plane', async (url) => void (await migrate(url)))
  const db = openDatabase(database.url, () => {})
  const services = {
    config: readConfig({ LOG_LEVEL: 'silent', ...environment }),
    secrets: {
      credentialPepper: '01'.repeat(32),
      tokenPepper: '02'.repeat(32),
      receiptKey: `0x${'03'.repeat(32)}` as const,
      timestampSeed: '04'.repeat(32),
      publisherToken: '05'.repeat(32),
    },
    clock: new ManualClock(),
    randomBytes: seededBytes(1),
    db,
    log: pino({ level: 'silent' }),
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
