import type { Bytes32 } from '@noderr/protocol'
import { cumulative, type Forecast } from './score.ts'

/** A forecast with whose and which model's it is. */
export interface CrowdMember {
  /** The operator's wallet, in any case. */
  readonly operator: string
  readonly modelDigest: Bytes32
  readonly forecast: Forecast
}

interface Tally {
  count: number
  first: number
  second: number
}

/**
 * What a round's nodes said together, and what they would have said without one of them.
 *
 * The mean is taken of the cumulative basis points and rounded half up, which keeps them in order; each node counts
 * once. Sums are kept by operator, by model and by both, so that leaving one out costs the same however many nodes
 * there are.
 */
export class Crowd {
  readonly #all: Tally = { count: 0, first: 0, second: 0 }
  readonly #byOperator = new Map<string, Tally>()
  readonly #byModel = new Map<string, Tally>()
  readonly #byBoth = new Map<string, Tally>()

  /** @throws {@link NotAForecastError} for a member without a forecast. */
  constructor(members: readonly CrowdMember[]) {
    for (const { operator, modelDigest, forecast } of members) {
      const sums = cumulative(forecast)
      const [who, what, both] = keys(operator, modelDigest)
      add(this.#all, sums)
      add(tallyOf(this.#byOperator, who), sums)
      add(tallyOf(this.#byModel, what), sums)
      add(tallyOf(this.#byBoth, both), sums)
    }
  }

  /**
   * The mean forecast of everyone but one operator's nodes and one model's users, whoever runs it: nobody is
   * measured against himself or against copies of his own model.
   *
   * @returns Null when nobody is left.
   */
  without(operator: string, modelDigest: Bytes32): Forecast | null {
    const [who, what, both] = keys(operator, modelDigest)
    const [mine, same, twice] = [this.#byOperator.get(who), this.#byModel.get(what), this.#byBoth.get(both)]
    const left = (part: keyof Tally) =>
      this.#all[part] - (mine?.[part] ?? 0) - (same?.[part] ?? 0) + (twice?.[part] ?? 0)
    const count = left('count')
    if (count === 0) return null
    const [first, second] = [roundedMean(left('first'), count), roundedMean(left('second'), count)]
    return [first, second - first, 10_000 - second]
  }
}

/** Half up, in whole numbers. */
function roundedMean(sum: number, count: number): number {
  const doubled = 2 * sum + count
  return (doubled - (doubled % (2 * count))) / (2 * count)
}

function keys(operator: string, modelDigest: Bytes32): readonly [string, string, string] {
  const who = operator.toLowerCase()
  return [who, modelDigest, `${who} ${modelDigest}`]
}

function tallyOf(tallies: Map<string, Tally>, key: string): Tally {
  const known = tallies.get(key)
  if (known) return known
  const fresh = { count: 0, first: 0, second: 0 }
  tallies.set(key, fresh)
  return fresh
}

function add(tally: Tally, [first, second]: readonly [number, number]): void {
  tally.count += 1
  tally.first += first
  tally.second += second
}
