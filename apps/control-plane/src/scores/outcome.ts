import { type Bytes32, type Candle, canonicalJson, type RoundId, type RoundManifest } from '@noderr/protocol'
import { type Outcome, type OutcomeClass, settleRound } from '@noderr/scoring'
import { keccak256, stringToHex } from 'viem'

/** What the canonical candles say about a round, or that they do not say it yet. */
export type Settlement = Outcome | { readonly status: 'not-yet' }

/** How long a missing candle is waited for once the horizon has passed, in candles. */
const PATIENCE_CANDLES = 1

/**
 * Settles a round by the canonical candles of its horizon. A candle that is missing may still come: the round is void
 * once a later one has closed, or after one more candle's time (PROTOCOL §4: void only by the published rule).
 *
 * @param given - `later`: whether the canonical series goes on after the horizon.
 */
export function settleManifest(
  manifest: RoundManifest,
  candles: readonly Candle[],
  given: { readonly nowMs: number; readonly later: boolean },
): Settlement {
  const { closeTime, horizonMs, intervalMs, settlesAt } = manifest
  if (given.nowMs < settlesAt) return { status: 'not-yet' }
  const outcome = outcomeOver(manifest, closeTime, candles)
  const waited = given.later || given.nowMs >= settlesAt + PATIENCE_CANDLES * intervalMs
  const missing = candles.length < horizonMs / intervalMs
  return outcome.status === 'void' && missing && !waited ? { status: 'not-yet' } : outcome
}

/**
 * The class that the horizon before the round's had, under the round's own thresholds: what persistence predicts.
 * Null when its candles have a gap.
 */
export function previousClass(manifest: RoundManifest, candles: readonly Candle[]): OutcomeClass | null {
  const outcome = outcomeOver(manifest, manifest.closeTime - manifest.horizonMs, candles)
  return outcome.status === 'settled' ? outcome.outcome : null
}

/** The hash under which an outcome stands in the network's log. */
export function outcomeHash(roundId: RoundId, outcome: Outcome): Bytes32 {
  const said =
    outcome.status === 'settled'
      ? { roundId, class: outcome.outcome, valueE9: outcome.valueE9 }
      : { roundId, voidReason: outcome.reason }
  return keccak256(stringToHex(canonicalJson(said))) as string as Bytes32
}

function outcomeOver(manifest: RoundManifest, closeTime: number, candles: readonly Candle[]): Outcome {
  const { kind, horizonMs, intervalMs, lowerE9, upperE9 } = manifest
  return settleRound({
    kind,
    closeTime,
    horizonCandles: horizonMs / intervalMs,
    lowerE9,
    upperE9,
    reference: candles[0]?.open ?? null,
    candles,
  })
}
