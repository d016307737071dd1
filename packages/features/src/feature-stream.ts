import { type Candle, INTERVALS } from '@noderr/protocol'
import { type AnchorGrid, anchorGrid } from './anchor.ts'
import { isGap, requireNextCandle } from './candle-order.ts'
import { FeaturePipeline } from './feature-pipeline.ts'
import type { FeatureSchema } from './feature-schema.ts'
import { type FeatureVector, type Normalise, type NotReady, normaliserFor } from './feature-vector.ts'

/** Candles in, one at a time, vectors out. */
export interface FeatureStream {
  /**
   * Takes the next closed candle. Vectors are new arrays each time and may be kept.
   *
   * @throws {@link UnusableCandleError} and {@link CandleDisorderError}; the stream is then as before the call.
   */
  push(candle: Candle): FeatureVector | NotReady
}

/**
 * Computes the features of one schema candle by candle.
 *
 * The vector at a candle depends on the `lookback` candles up to it and on nothing else: two streams that were
 * started anywhere before agree in every bit. Feed `schema.lookback` candles of history first.
 */
export function createFeatureStream(schema: FeatureSchema): FeatureStream {
  return new AnchoredStream(schema)
}

class AnchoredStream implements FeatureStream {
  readonly #schema: FeatureSchema
  readonly #grid: AnchorGrid
  readonly #normalise: Normalise
  /** Seeded where the current block's vectors want it, if the stream reaches back that far. */
  #serving: FeaturePipeline
  /** Seeded one block later, to serve the next block. */
  #warming: FeaturePipeline
  #previous: Candle | undefined
  #block = Number.NaN
  /** Open time of the first candle without a gap up to now, and whether a gap stood before it. */
  #runStart = Number.NaN
  #afterGap = false

  constructor(schema: FeatureSchema) {
    this.#schema = schema
    this.#grid = anchorGrid(schema)
    this.#normalise = normaliserFor(schema)
    this.#serving = new FeaturePipeline(schema)
    this.#warming = new FeaturePipeline(schema)
  }

  push(candle: Candle): FeatureVector | NotReady {
    requireNextCandle(this.#previous, candle, this.#schema.interval)
    this.#placeAnchors(candle)
    this.#previous = candle
    this.#serving.update(candle)
    this.#warming.update(candle)
    return this.#whyNot(candle) ?? this.#vector(candle)
  }

  #placeAnchors(candle: Candle): void {
    const block = this.#grid.blockOf(candle.openTime)
    if (!this.#previous || isGap(this.#previous, candle)) {
      this.#afterGap = this.#previous !== undefined
      this.#runStart = candle.openTime
      this.#serving = new FeaturePipeline(this.#schema)
      this.#warming = new FeaturePipeline(this.#schema)
    } else if (block !== this.#block) {
      this.#serving = this.#warming
      this.#warming = new FeaturePipeline(this.#schema)
    }
    this.#block = block
  }

  #whyNot(candle: Candle): NotReady | undefined {
    const { closeTime, openTime } = candle
    const { warmupCandles } = this.#schema.anchor
    const anchor = this.#grid.startOf(this.#block - 1)
    if (this.#runStart <= anchor) return undefined
    if (this.#afterGap) {
      const candlesLeft = warmupCandles - this.#serving.count
      return candlesLeft > 0 ? { ready: false, closeTime, reason: 'gap', candlesLeft } : undefined
    }
    const seed = this.#grid.blockOf(this.#runStart - 1) + 1
    const candlesLeft = (this.#grid.startOf(seed + 1) - openTime) / INTERVALS[this.#schema.interval]
    return { ready: false, closeTime, reason: 'warming-up', candlesLeft }
  }

  #vector(candle: Candle): FeatureVector | NotReady {
    const { closeTime } = candle
    const width = this.#schema.features.length
    const values = new Float64Array(width)
    const feature = this.#schema.features[this.#serving.writeTo(values)]?.name
    if (feature !== undefined)
      return { ready: false, closeTime, reason: 'undefined-feature', candlesLeft: 0, feature }
    const input = new Float32Array(width)
    this.#normalise(values, input)
    return { ready: true, closeTime, values, input }
  }
}
