import { type FeatureVector, hashInput } from '@noderr/features'
import { interpret } from '@noderr/inference'
import type { AbstainReason, Candle, Kind } from '@noderr/protocol'
import type { Moment, RangeThresholds } from '../market/market-history.ts'
import type { Forecast } from '../predictions/prediction.ts'
import type { ActiveRelease } from './active-release.ts'

/** How long one run may take before its worker counts as hung. */
const RUN_TIMEOUT_MS = 2_000

/** Why a forecast failed, for the log. */
export type OnFailure = (error: unknown, release: ActiveRelease) => void

/**
 * The releases that run now. Release sync changes them, the market line asks them; they meet nowhere else.
 *
 * Of each kind one is primary and its forecasts are signed; the others run along as shadows.
 */
export class InferenceService {
  readonly #onFailure: OnFailure
  #releases: readonly ActiveRelease[] = []

  constructor(onFailure: OnFailure) {
    this.#onFailure = onFailure
  }

  get releases(): readonly ActiveRelease[] {
    return this.#releases
  }

  /** The release of a kind whose forecasts are signed: the one its publisher made primary, else the newest. */
  primaryFor(kind: Kind): ActiveRelease | undefined {
    const ofKind = this.#releases.filter(({ release }) => release.manifest.kind === kind)
    return ofKind.find(({ release }) => release.manifest.primary) ?? ofKind[0]
  }

  /**
   * Puts these releases in the place of those that ran, between two candles.
   *
   * @returns The releases that run no more; whoever loaded them ends their engines.
   */
  swap(releases: readonly ActiveRelease[]): readonly ActiveRelease[] {
    const left = this.#releases.filter((release) => !releases.includes(release))
    this.#releases = releases
    return left
  }

  /** Feeds a candle to the features of every release. */
  push(candle: Candle): void {
    for (const release of this.#releases) release.push(candle)
  }

  /** Starts the features of every release over from a history. */
  warmUp(candles: readonly Candle[]): void {
    for (const release of this.#releases) release.warmUp(candles)
  }

  /** The primary's forecast at the moment's candle, or the reason for which there is none. Never throws. */
  async forecast(kind: Kind, moment: Moment): Promise<Forecast> {
    const active = this.primaryFor(kind)
    if (!active) return { abstain: 'model-unavailable', source: undefined, inputHash: undefined }
    const { source, latest } = active
    const notReady = whyNot(active, moment)
    if (notReady || !latest?.ready)
      return { abstain: notReady ?? 'features-not-ready', source, inputHash: undefined }
    const inputHash = hashInput(latest)
    try {
      const probabilities = await run(active, latest, moment.regimeThresholds)
      return { probabilities, source, inputHash }
    } catch (error) {
      this.#onFailure(error, active)
      return { abstain: 'inference-error', source, inputHash }
    }
  }
}

async function run(active: ActiveRelease, vector: FeatureVector, thresholds: RangeThresholds | undefined) {
  const outputs = await active.engine.run(vector.input, { timeoutMs: RUN_TIMEOUT_MS })
  return interpret(active.release.config.interpretation, outputs, thresholds)
}

function whyNot({ release, latest }: ActiveRelease, moment: Moment): AbstainReason | undefined {
  if (!moment.continuous) return 'data-gap'
  if (!latest || latest.closeTime !== moment.candle.closeTime) return 'features-not-ready'
  if (!latest.ready) return latest.reason === 'gap' ? 'data-gap' : 'features-not-ready'
  const needsThresholds = release.config.interpretation.type === 'log-range'
  return needsThresholds && !moment.regimeThresholds ? 'features-not-ready' : undefined
}
