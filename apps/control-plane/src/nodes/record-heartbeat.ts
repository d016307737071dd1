import type { Clock, Heartbeat, heartbeatAnswerSchema } from '@noderr/protocol'
import type { z } from 'zod'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import type { SessionHolder } from './session.ts'
import { saveHeartbeat } from './store.ts'

/**
 * Keeps what a node says of itself and tells it the time. Nothing is earned by it (PROTOCOL §9), and it is not audited:
 * it is the node's own word, replaced by the next one.
 */
export async function recordHeartbeat(
  ctx: Context,
  marketClock: Clock,
  { nodeId }: SessionHolder,
  said: Heartbeat,
): Promise<z.output<typeof heartbeatAnswerSchema>> {
  const now = ctx.clock.now()
  await inTransaction(ctx.db, (tx) => saveHeartbeat(tx, nodeId, said, new Date(now)))
  return { wallTime: now, marketTime: marketClock.now() }
}
