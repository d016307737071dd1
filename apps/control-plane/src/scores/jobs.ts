import { CLASS_NAMES, type RoundId, roundIdSchema } from '@noderr/protocol'
import { z } from 'zod'
import type { Services } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { declareJob, doJob, enqueue, type Job } from '../jobs/index.ts'
import { listDueRounds } from '../predictions/index.ts'
import { type ScoredRound, scoreRound } from './score-round.ts'

const scoreRoundJob = declareJob('scores.score-round', z.object({ roundId: roundIdSchema }))

/** The most rounds that one tick asks for; the rest waits for the next. */
const AT_ONCE = 100

/** Asks for the score of every round whose horizon has passed; asking again for one that waits changes nothing. */
export async function enqueueDueRounds(tx: Tx, nowMs: number): Promise<void> {
  for (const roundId of await listDueRounds(tx, nowMs, AT_ONCE)) await enqueueRound(tx, roundId)
}

export function scoreJobs(services: Services): readonly Job[] {
  return [
    doJob(scoreRoundJob, async ({ roundId }) => {
      const scored = await scoreRound(services.db, services.network, roundId)
      if (scored) services.announce(toEvent(scored))
    }),
  ]
}

function enqueueRound(tx: Tx, roundId: RoundId): Promise<void> {
  return enqueue(tx, scoreRoundJob, { roundId }, { key: `score:${roundId}` })
}

function toEvent({ manifest, outcome, lines }: ScoredRound) {
  const { roundId, kind, symbol, closeTime } = manifest
  const said =
    outcome.status === 'settled'
      ? { outcome: CLASS_NAMES[kind][outcome.outcome] }
      : { outcome: null, voidReason: outcome.reason }
  const scores = lines.map(({ nodeId, standing, score, baseRateScore, persistenceScore, crowdScore }) => {
    return { nodeId, standing, score, baseRateScore, persistenceScore, crowdScore }
  })
  return { event: 'round.scored', roundId, kind, symbol, closeTime, ...said, scores } as const
}
