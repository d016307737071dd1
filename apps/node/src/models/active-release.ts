import { createFeatureStream, type FeatureStream, type FeatureVector, type NotReady } from '@noderr/features'
import type { InferenceEngine } from '@noderr/inference'
import type { Candle, Digest } from '@noderr/protocol'
import type { Release } from '@noderr/releases'
import type { PredictionSource } from '../predictions/prediction.ts'

/** A release that is loaded, proven and fed with candles: ready to be asked. */
export class ActiveRelease {
  readonly release: Release
  readonly digest: Digest
  readonly engine: InferenceEngine
  #stream: FeatureStream
  #latest: FeatureVector | NotReady | undefined

  /** @param digest - Of the archive, as signed. */
  constructor(release: Release, digest: Digest, engine: InferenceEngine) {
    this.release = release
    this.digest = digest
    this.engine = engine
    this.#stream = createFeatureStream(release.featureSchema)
  }

  get source(): PredictionSource {
    const { manifest, featureSchema } = this.release
    return { modelDigest: this.digest, featureDigest: featureSchema.digest, profile: manifest.profile }
  }

  /** The features at the last candle; undefined before the first. */
  get latest(): FeatureVector | NotReady | undefined {
    return this.#latest
  }

  /** Takes the next candle. */
  push(candle: Candle): void {
    this.#latest = this.#stream.push(candle)
  }

  /** Starts the features over from a history, oldest first. */
  warmUp(candles: readonly Candle[]): void {
    this.#stream = createFeatureStream(this.release.featureSchema)
    this.#latest = undefined
    for (const candle of candles) this.push(candle)
  }

  /** Takes what a history has beyond the last candle seen, or all of it where the two do not join. */
  catchUp(candles: readonly Candle[]): void {
    const seen = this.#latest?.closeTime
    const next = candles.findIndex((candle) => candle.openTime === seen)
    if (candles.at(-1)?.closeTime === seen) return
    if (next === -1) this.warmUp(candles)
    else for (const candle of candles.slice(next)) this.push(candle)
  }
}
