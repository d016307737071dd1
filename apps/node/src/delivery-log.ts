import { performance } from 'node:perf_hooks'
import { type Bytes32, type Prediction, predictionLeaf } from '@noderr/protocol'
import type { ActiveRelease } from './models/active-release.ts'

/** What is remembered of a signed prediction until its receipt comes. */
export interface Underway {
  readonly latencyMs: number
  readonly signedAt: number
  readonly release: { readonly modelId: string; readonly version: string } | undefined
}

const MOST_UNDERWAY = 10_000

/** Which release made which prediction, and when it was signed: for events and measurements, in memory only. */
export class DeliveryLog {
  readonly #underway = new Map<Bytes32, Underway>()

  /** @param releases - Those that run now; the prediction names its release by digest. */
  note(prediction: Prediction, latencyMs: number, releases: readonly ActiveRelease[]): Underway {
    const made = releases.find(
      ({ digest }) => digest.slice('sha256:'.length) === prediction.modelDigest.slice(2),
    )
    const manifest = made?.release.manifest
    const release = manifest && { modelId: manifest.id, version: manifest.version }
    const entry = { latencyMs, signedAt: performance.now(), release }
    this.#underway.set(predictionLeaf(prediction), entry)
    const [oldest] = this.#underway.keys()
    if (this.#underway.size > MOST_UNDERWAY && oldest) this.#underway.delete(oldest)
    return entry
  }

  /** What is known of a delivered prediction, once; undefined for one that an earlier run has signed. */
  take(prediction: Prediction): Underway | undefined {
    const leaf = predictionLeaf(prediction)
    const entry = this.#underway.get(leaf)
    this.#underway.delete(leaf)
    return entry
  }
}
