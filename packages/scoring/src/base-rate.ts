import { apportion } from './apportion.ts'
import type { Forecast, OutcomeClass } from './score.ts'

/** How many settled rounds the base rate counts (PROTOCOL §4). */
export const BASE_RATE_ROUNDS = 720

/** How often each class happened in the last {@link BASE_RATE_ROUNDS} settled rounds. */
export class BaseRate {
  readonly #settled: OutcomeClass[] = []
  readonly #counts: [number, number, number] = [0, 0, 0]

  push(outcome: OutcomeClass): void {
    this.#settled.push(outcome)
    this.#counts[outcome] += 1
    const oldest = this.#settled.length > BASE_RATE_ROUNDS ? this.#settled.shift() : undefined
    if (oldest !== undefined) this.#counts[oldest] -= 1
  }

  /** How many rounds are counted. */
  get rounds(): number {
    return this.#settled.length
  }

  /**
   * The frequencies with one added to each class, so that no class is ever impossible: basis points that sum to
   * 10 000 by largest remainder, ties to the lower class.
   */
  get bps(): Forecast {
    const [first, second, third] = apportion(
      10_000n,
      this.#counts.map((count) => BigInt(count + 1)),
    )
    return [Number(first), Number(second), Number(third)]
  }
}
