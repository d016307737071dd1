import type { RoundId, RoundManifest } from '@noderr/protocol'
import type { Outcome } from '@noderr/scoring'
import { getCandles } from '../candles/index.ts'
import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { appendToLog, type Network } from '../network/index.ts'
import { listPredictions, lockUnsettledRound, markSettled } from '../predictions/index.ts'
import { outcomeHash, previousClass, type Settlement, settleManifest } from './outcome.ts'
import { type ScoreLine, scorePredictions } from './score.ts'
import { countScores, insertOutcome, insertScores } from './store.ts'

/** A round that has just been settled, with the score of each of its predictions. */
export interface ScoredRound {
  readonly manifest: RoundManifest
  readonly outcome: Outcome
  /** None when the round is void. */
  readonly lines: readonly ScoreLine[]
}

/**
 * Settles a round by the canonical candles and scores what it holds; the outcome enters the log. Does nothing to a
 * round that is settled already or cannot be settled yet, so that it may be asked for any number of times.
 */
export function scoreRound(db: Db, network: Network, roundId: RoundId): Promise<ScoredRound | undefined> {
  return inTransaction(db, async (tx) => {
    const manifest = await lockUnsettledRound(tx, roundId)
    if (!manifest) return undefined
    const outcome = await settle(tx, network, manifest)
    if (outcome.status === 'not-yet') return undefined
    return save(tx, network, manifest, outcome)
  })
}

async function settle(tx: Tx, network: Network, manifest: RoundManifest): Promise<Settlement> {
  const { symbol, intervalMs, closeTime, settlesAt } = manifest
  const series = { symbol, intervalMs }
  const candles = await getCandles(tx, series, { fromMs: closeTime, toMs: settlesAt })
  const next = await getCandles(tx, series, { fromMs: settlesAt, toMs: settlesAt + intervalMs })
  return settleManifest(manifest, candles, { nowMs: network.clock.now(), later: next.length > 0 })
}

async function save(
  tx: Tx,
  network: Network,
  manifest: RoundManifest,
  outcome: Outcome,
): Promise<ScoredRound> {
  const { roundId, symbol, intervalMs, closeTime, horizonMs, baseRateBps } = manifest
  const span = { fromMs: closeTime - horizonMs, toMs: closeTime }
  const previous = previousClass(manifest, await getCandles(tx, { symbol, intervalMs }, span))
  const predictions = await listPredictions(tx, roundId)
  const lines =
    outcome.status === 'settled'
      ? scorePredictions({ outcome: outcome.outcome, previousClass: previous, baseRateBps, predictions })
      : []
  const scoredAt = network.clock.now()
  const entry = { kind: 'outcome', hash: outcomeHash(roundId, outcome) } as const
  const { firstIndex } = await appendToLog(tx, [entry], scoredAt)
  await insertOutcome(tx, roundId, outcome, { previousClass: previous, logIndex: firstIndex, scoredAt })
  await insertScores(tx, roundId, lines)
  await countScores(tx, lines)
  await markSettled(tx, roundId)
  return { manifest, outcome, lines }
}
