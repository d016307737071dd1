import {
  ABSTAIN_CODES,
  type AbstainReason,
  type Bytes32,
  type Digest,
  digestToBytes32,
  type Prediction,
  type Profile,
  type RoundKey,
  roundIdOf,
  toBasisPoints,
} from '@noderr/protocol'
import type { NodeIdentity } from './node-identity.ts'

/** The release behind a prediction. */
export interface PredictionSource {
  readonly modelDigest: Digest
  readonly featureDigest: Digest
  readonly profile: Profile
}

/** What the line came to for one round: three probabilities, or why there are none. */
export type Forecast =
  | {
      readonly probabilities: readonly [number, number, number]
      readonly source: PredictionSource
      readonly inputHash: Bytes32
    }
  | {
      readonly abstain: AbstainReason
      readonly source: PredictionSource | undefined
      readonly inputHash: Bytes32 | undefined
    }

/** 32 zero bytes: there was none. */
export const NONE = `0x${'00'.repeat(32)}` as Bytes32

/**
 * Writes a forecast as the leaf that will be signed. Follows from candles, release and identity alone: the same ones
 * give the same bytes at any time on any machine.
 */
export function toPrediction(identity: NodeIdentity, round: RoundKey, forecast: Forecast): Prediction {
  const { nodeId, keyId } = identity
  const { source } = forecast
  const [p0, p1, p2] = 'probabilities' in forecast ? toBasisPoints(forecast.probabilities) : [0, 0, 0]
  return {
    ...round,
    nodeId,
    keyId,
    p0,
    p1,
    p2,
    abstainCode: 'abstain' in forecast ? ABSTAIN_CODES[forecast.abstain] : 0,
    modelDigest: source ? digestToBytes32(source.modelDigest) : NONE,
    profile: source?.profile ?? 'exact',
    featureDigest: source ? digestToBytes32(source.featureDigest) : NONE,
    inputHash: forecast.inputHash ?? NONE,
    salt: identity.saltFor(roundIdOf(round)),
  }
}
