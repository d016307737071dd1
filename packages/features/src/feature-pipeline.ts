import type { Candle } from '@noderr/protocol'
import { FEATURE_KINDS } from './feature-kinds.ts'
import type { FeatureSchema } from './feature-schema.ts'
import type { Indicator } from './indicators/indicator.ts'

/** The features of one schema, all seeded by the first candle they are given. */
export class FeaturePipeline {
  readonly #indicators: readonly Indicator[]
  #count = 0

  constructor(schema: FeatureSchema) {
    this.#indicators = schema.features.map(({ kind, parameters }) => FEATURE_KINDS[kind].create(parameters))
  }

  /** Candles taken since the seed. */
  get count(): number {
    return this.#count
  }

  update(candle: Candle): void {
    this.#count += 1
    for (const indicator of this.#indicators) indicator.update(candle)
  }

  /** Writes the values in schema order. @returns The index of the first that is no number, or -1. */
  writeTo(values: Float64Array): number {
    let unusable = -1
    for (const [index, indicator] of this.#indicators.entries()) {
      const { value } = indicator
      values[index] = value
      if (unusable === -1 && !Number.isFinite(value)) unusable = index
    }
    return unusable
  }
}
