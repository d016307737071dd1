import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Services } from './context/index.ts'
import type { Db } from './db/index.ts'
import { Market, type PriceSource } from './market.ts'
import { nextCloseTime } from './predictions/index.ts'

const LEADER_LOCK = 20_261_123
/** A tick comes at least this often, for what is due between two closes. */
const LONGEST_PAUSE_MS = 1_000
const PAUSE_AFTER_FAILURE_MS = 1_000

/**
 * Steps the market at every candle's close, in one worker at a time: the others wait for its lock. A job queue polls;
 * at a candle a second that would be too slow.
 */
export function startMarketLoop(services: Services, source: PriceSource): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const ended = lead(services, new Market(services.network, source), stopping.signal)
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}

async function lead(services: Services, market: Market, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      // Lock and ticks share one connection: whoever loses it has lost the lead as well.
      await services.db.connection().execute(async (connection) => {
        if (await takeLead(connection)) await tickUntil(signal, connection, services, market)
      })
    } catch (error) {
      if (!signal.aborted) services.log.error({ err: error }, 'the market did not step; it is tried again')
    }
    await pause(PAUSE_AFTER_FAILURE_MS, signal)
  }
}

async function tickUntil(
  signal: AbortSignal,
  connection: Db,
  { network, log }: Services,
  market: Market,
): Promise<void> {
  try {
    while (!signal.aborted) {
      const { missed } = await market.tick(connection)
      if (missed.length > 0)
        log.info({ missed }, 'the worker was too slow to publish these rounds before they opened')
      const closes = network.rounds.map((parameters) => nextCloseTime(parameters, network.clock.now()))
      const untilClose = network.clock.wallMsUntil(Math.min(...closes))
      await pause(Math.min(untilClose, LONGEST_PAUSE_MS), signal)
    }
  } finally {
    await sql`SELECT pg_advisory_unlock(${LEADER_LOCK})`.execute(connection)
  }
}

async function takeLead(connection: Db): Promise<boolean> {
  const { rows } = await sql<{
    taken: boolean
  }>`SELECT pg_try_advisory_lock(${LEADER_LOCK}) AS taken`.execute(connection)
  return rows[0]?.taken ?? false
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {})
}
