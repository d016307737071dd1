import { setTimeout as sleep } from 'node:timers/promises'
import { type ReleaseEvent, releaseEventSchema } from '@noderr/protocol'
import pg from 'pg'
import { RELEASE_CHANNEL } from './model-version-beacon.ts'

const PAUSE_MS = 1_000

/** A release that was just announced, or the news that some may have been missed. */
export type Heard = ReleaseEvent | 'look-again'

/**
 * Hears of every release that any process announces, over one connection for all listeners of this process. A lost
 * connection is opened again; what was said meanwhile is missed, so listeners are told to look again.
 */
export class ReleaseFeed {
  readonly #url: string
  readonly #listeners = new Set<(heard: Heard) => void>()
  readonly #stopping = new AbortController()
  #running: Promise<void> | undefined

  /** @param url - Connects to the database in which releases are announced. */
  constructor(url: string) {
    this.#url = url
  }

  /** Listens from now on; gives what ends it. */
  subscribe(listener: (heard: Heard) => void): () => void {
    this.#listeners.add(listener)
    this.#running ??= this.#run()
    return () => void this.#listeners.delete(listener)
  }

  get listeners(): number {
    return this.#listeners.size
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      // A database that is away comes back; whoever listens is served from the catalogue meanwhile.
      await this.#listen(signal).catch(() => {})
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url })
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    const leave = () => end()
    client.on('error', leave)
    client.on('end', leave)
    client.on('notification', ({ payload }) =>
      this.#tell(releaseEventSchema.parse(JSON.parse(payload ?? ''))),
    )
    signal.addEventListener('abort', leave)
    try {
      await client.connect()
      await client.query(`LISTEN ${RELEASE_CHANNEL}`)
      this.#tell('look-again')
      await ended
    } finally {
      signal.removeEventListener('abort', leave)
      await client.end().catch(() => {})
    }
  }

  #tell(heard: Heard): void {
    for (const listener of this.#listeners) listener(heard)
  }
}
