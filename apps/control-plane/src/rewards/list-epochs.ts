import type { EpochView, StatementView } from '@noderr/protocol'
import { rewardFactorSchema } from '@noderr/protocol'
import { z } from 'zod'
import type { Db } from '../db/index.ts'
import { type EpochSummary, findEpoch, listEpochs as listKept, listStatements } from './store.ts'

const LONGEST_LIST = 500

/** Closed epochs, newest first, without their statements. */
export function listEpochs(db: Db, limit = LONGEST_LIST): Promise<EpochSummary[]> {
  return listKept(db, limit)
}

/**
 * One closed epoch with the statement of each node.
 *
 * @throws {@link EpochNotFoundError} for one that is not closed yet.
 */
export async function getEpoch(db: Db, epoch: number): Promise<EpochView> {
  const summary = await findEpoch(db, epoch)
  if (!summary) throw new EpochNotFoundError(epoch)
  return { ...summary, statements: (await listStatements(db, epoch)).map(toView) }
}

const sourced = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, source: rewardFactorSchema.shape.source, note: z.string() })

/** A statement as it is kept: `statementJson` of packages/scoring. */
const keptSchema = z.object({
  nodeId: z.string(),
  operator: z.string(),
  tier: z.string(),
  assignedRounds: z.number(),
  onTimeRounds: z.number(),
  baseWei: sourced(z.string()),
  tierMultiplierBps: sourced(z.number()),
  uptimeBps: sourced(z.number()),
  qualityBps: sourced(z.number()),
  trustBps: sourced(z.number()),
  penaltyBps: sourced(z.number()),
  rawWei: z.string(),
  paidWei: z.string(),
})

function toView(kept: unknown): StatementView {
  const statement = keptSchema.parse(kept)
  const { nodeId, operator, tier, assignedRounds, onTimeRounds, baseWei, rawWei, paidWei } = statement
  const { tierMultiplierBps, uptimeBps, qualityBps, trustBps, penaltyBps } = statement
  const factors = { tierMultiplierBps, uptimeBps, qualityBps, trustBps, penaltyBps }
  return {
    nodeId,
    operator,
    tier,
    assignedRounds,
    onTimePredictions: onTimeRounds,
    baseWei: baseWei.value,
    factors: Object.fromEntries(
      Object.entries(factors).map(([name, { value, source, note }]) => [name, { bps: value, source, note }]),
    ),
    rawWei,
    amountWei: paidWei,
  } as StatementView
}

/** The epoch has not ended, or a round of it still waits for its outcome. */
export class EpochNotFoundError extends Error {
  override readonly name = 'EpochNotFoundError'
  readonly kind = 'not-found'
  readonly code = 'epoch.not-found'
  readonly epoch: number

  constructor(epoch: number) {
    super(`epoch ${epoch} is not closed; GET /api/epochs lists those that are`)
    this.epoch = epoch
  }
}
