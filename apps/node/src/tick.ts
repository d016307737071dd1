import type { DatabaseSync } from 'node:sqlite'
import {
  type AbstainReason,
  type Candle,
  INTERVALS,
  type Kind,
  type Lane,
  type Prediction,
  type RoundKey,
  type RoundParameters,
  roundIdOf,
  type SigningDomain,
} from '@noderr/protocol'
import type { HotKey } from './identity/hot-key.ts'
import type { MarketHistory, Moment } from './market/market-history.ts'
import type { InferenceService } from './models/inference-service.ts'
import type { Admission, BatchTerms, PredictionGuard } from './predictions/guard.ts'
import type { NodeIdentity } from './predictions/node-identity.ts'
import { type Forecast, toPrediction } from './predictions/prediction.ts'
import { signBatch } from './predictions/sign-prediction.ts'

/** The stations of the line, from candle to signature. */
export interface Line {
  readonly history: MarketHistory
  readonly inference: InferenceService
  readonly identity: NodeIdentity
  /** What the node predicts at each close. */
  readonly assignments: readonly Assignment[]
  readonly signer: Signer
}

/** The last two stations: the guard, then the key. */
export interface Signer {
  isRecorded(round: RoundKey): boolean
  /** Binds the node to the predictions, then signs; durable when it returns. */
  sign(predictions: readonly Prediction[], closeTime: number): Promise<Admission>
}

interface Assignment {
  readonly kind: Kind
  readonly lane: Lane
  readonly round: RoundParameters
}

/** What a tick came to. */
export interface Tick {
  readonly predictions: readonly Prediction[]
  readonly admission: Admission | undefined
}

/** Takes a candle into history and features. Fast, and for every candle: also for those that are not predicted on. */
export function observe({ history, inference }: Pick<Line, 'history' | 'inference'>, candle: Candle): Moment {
  const moment = history.push(candle)
  inference.push(candle)
  return moment
}

/**
 * The line: candle → history → features → inference → prediction → guard → key → outbox.
 *
 * Its clock is the candle's close. What fails on the way becomes an abstention with its reason.
 *
 * @param fault - A reason to abstain that the candle itself brings.
 * @throws {@link EquivocationRefusedError}, {@link StoredBatchChangedError}: the node must halt.
 */
export async function runTick(line: Line, moment: Moment, fault?: AbstainReason): Promise<Tick> {
  const predictions: Prediction[] = []
  for (const { kind, round } of openRounds(line, moment.candle)) {
    const forecast = fault ? abstention(fault) : await line.inference.forecast(kind, moment)
    predictions.push(toPrediction(line.identity, round, forecast))
  }
  if (predictions.length === 0) return { predictions, admission: undefined }
  const admission = await line.signer.sign(predictions, moment.candle.closeTime)
  return { predictions, admission }
}

function openRounds({ assignments, signer }: Line, { closeTime }: Candle) {
  return assignments
    .map(({ kind, lane, round: { symbol, interval, horizonMs } }) => {
      const round: RoundKey = { kind, lane, symbol, intervalMs: INTERVALS[interval], horizonMs, closeTime }
      return { kind, round }
    })
    .filter(({ round }) => !signer.isRecorded(round))
}

function abstention(abstain: AbstainReason): Forecast {
  return { abstain, source: undefined, inputHash: undefined }
}

/** What a signer needs to know at the moment of signing. */
export interface LeaseTerms {
  /** Undefined before the first session: predictions are then recorded and wait. */
  current(): BatchTerms | undefined
}

/** The signer of a node with a key. */
export function guardedSigner(
  guard: PredictionGuard,
  database: DatabaseSync,
  domain: SigningDomain,
  key: HotKey,
  lease: LeaseTerms,
): Signer {
  return {
    isRecorded: (round) => guard.isRecorded(roundIdOf(round)),
    async sign(predictions) {
      const admission = guard.admit(predictions, lease.current())
      if (admission.sequence !== undefined) await signBatch(database, domain, key, admission.sequence)
      return admission
    },
  }
}

/** The signer of a replay: it has no key, and says what would have been signed. */
export const UNSIGNED: Signer = {
  isRecorded: () => false,
  async sign(predictions) {
    return { sequence: undefined, admitted: predictions, refused: [] }
  },
}
