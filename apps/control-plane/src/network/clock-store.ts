import { type MarketClockSetting, marketClockSchema, requireClockFor } from '@noderr/protocol'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { clockOfStart, type ReplaySetting } from './market-clock.ts'

/** The keys of `system_config` that hold the clock of this start, and the last market time that was seen. */
const CLOCK = 'network_clock'
const SEEN = 'network_clock_seen'

/** When and how a start of the network happens. */
export interface ClockStart {
  readonly chainId: number
  readonly replay: ReplaySetting | undefined
  /** Wall milliseconds. */
  readonly wallMs: number
}

/**
 * Starts the market clock anew where it was last seen: never backwards, and without a jump over the time that the
 * network stood still. Once for each start of the whole control plane, before any process reads it.
 *
 * @throws {@link ReplayClockRefusedError} for a replay on a real chain.
 */
export function resumeClock(db: Db, start: ClockStart): Promise<MarketClockSetting> {
  return inTransaction(db, async (tx) => {
    const setting = clockOfStart(start.chainId, start.replay, await findLastSeen(tx), start.wallMs)
    await putConfig(tx, CLOCK, setting)
    return setting
  })
}

/** The clock of this start; started now when nobody did. */
export async function loadClock(db: Db, start: ClockStart): Promise<MarketClockSetting> {
  const stored = await findConfig(db, CLOCK)
  if (stored === undefined) return resumeClock(db, start)
  return requireClockFor(start.chainId, marketClockSchema.parse(stored))
}

/** Remembers how far the market has come, so that the next start goes on from there. */
export function rememberMarketTime(tx: Tx, marketMs: number): Promise<void> {
  return putConfig(tx, SEEN, { marketMs })
}

/** The greatest market time on record: what was remembered, or what the log has taken since. */
async function findLastSeen(tx: Tx): Promise<number | undefined> {
  const stored = await findConfig(tx, SEEN)
  const head = await tx.selectFrom('network_log_head').select('recorded_at').executeTakeFirstOrThrow()
  const seen = z.object({ marketMs: z.number() }).optional().parse(stored)
  return Math.max(seen?.marketMs ?? 0, Number(head.recorded_at)) || undefined
}

async function findConfig(db: Db, key: string): Promise<unknown> {
  const row = await db.selectFrom('system_config').select('value').where('key', '=', key).executeTakeFirst()
  return row?.value
}

async function putConfig(tx: Tx, key: string, value: object): Promise<void> {
  const row = { key, value: JSON.stringify(value), updated_by: 'system:network-clock' }
  await tx
    .insertInto('system_config')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ ...row, updated_at: sql`now()` }))
    .execute()
}
