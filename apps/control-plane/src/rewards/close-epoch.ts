import { INTERVALS } from '@noderr/protocol'
import { type ClosedEpoch, closeEpoch as closeBooks, type RewardPolicy } from '@noderr/scoring'
import { type Db, inTransaction } from '../db/index.ts'
import type { Network } from '../network/index.ts'
import { type EpochSpan, nextEpoch, operatorsOf } from './epoch.ts'
import { loadRewardPolicy } from './reward-policy.ts'
import {
  countRounds,
  findFirstOpening,
  findLastEpoch,
  insertEpoch,
  measureNodes,
  noteUptime,
} from './store.ts'

/** An epoch that has just been closed. */
export interface NewEpoch extends EpochSpan {
  readonly closed: ClosedEpoch
}

/**
 * The next epoch if it can be closed now: its last candle has closed, and every round in it has its outcome.
 */
export async function findDueEpoch(db: Db, network: Network): Promise<EpochSpan | undefined> {
  const last = await findLastEpoch(db)
  const span = nextEpoch(last, last ? undefined : await findFirstOpening(db), epochLengthMs(network))
  if (!span || network.clock.now() < span.toMs) return undefined
  const { open } = await countRounds(db, span)
  return open === 0 ? span : undefined
}

/**
 * Closes the next epoch that is due: measures, pays, keeps statements, leaves and root, in one transaction. Closing
 * twice changes nothing, and closing again after a crash gives the same root: all of it follows from what is kept.
 */
export function closeEpoch(db: Db, network: Network): Promise<NewEpoch | undefined> {
  return inTransaction(db, async (tx) => {
    const span = await findDueEpoch(tx, network)
    if (!span) return undefined
    const { closed, policy } = await openBooks(tx, network, span)
    const { rounds } = await countRounds(tx, span)
    const fresh = await insertEpoch(tx, span, { rounds, poolWei: policy.poolWei, closed })
    if (!fresh) return undefined
    await noteUptime(tx, closed.statements)
    return { ...span, closed }
  })
}

/** The books of an epoch as they follow from what is kept; the same whenever they are opened. */
export async function openBooks(
  tx: Parameters<typeof measureNodes>[0],
  network: Network,
  span: EpochSpan,
): Promise<{ readonly closed: ClosedEpoch; readonly policy: RewardPolicy }> {
  const policy = await loadRewardPolicy(tx, network, span)
  const operators = operatorsOf(await measureNodes(tx, span))
  return { closed: closeBooks({ epochId: String(span.epoch), policy, operators }), policy }
}

function epochLengthMs({ rounds: [parameters], roundsPerEpoch }: Network): number {
  return parameters ? INTERVALS[parameters.interval] * roundsPerEpoch : Number.POSITIVE_INFINITY
}
