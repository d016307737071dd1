/**
 * Divides a total by weights into whole parts that sum to it exactly, by largest remainder.
 *
 * Each part is its exact share rounded down; what is left over goes, one unit each, to the largest remainders. Of
 * equal remainders the earlier weight wins, so callers order the weights by a name that is nobody's choice. A part
 * whose exact share is whole never gets a unit more, and a zero weight gets nothing.
 *
 * @param total - Not negative. @param weights - Not negative; at least one above zero unless the total is zero.
 * @throws {@link NothingToApportionError} when there is a total and no weight.
 */
export function apportion(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n)
  if (total === 0n) return weights.map(() => 0n)
  if (total < 0n || sum === 0n || weights.some((weight) => weight < 0n))
    throw new NothingToApportionError(total, weights.length)
  const parts = weights.map((weight, index) => ({
    index,
    whole: (total * weight) / sum,
    remainder: (total * weight) % sum,
  }))
  const left = total - parts.reduce((all, { whole }) => all + whole, 0n)
  const lucky = new Set(
    [...parts]
      .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))
      .slice(0, Number(left))
      .map(({ index }) => index),
  )
  return parts.map(({ index, whole }) => (lucky.has(index) ? whole + 1n : whole))
}

export class NothingToApportionError extends Error {
  override readonly name = 'NothingToApportionError'
  readonly code = 'apportion.no-weight'
  readonly total: bigint

  constructor(total: bigint, parts: number) {
    super(
      `cannot divide ${total} among ${parts} weights; neither may be negative and one weight must be positive`,
    )
    this.total = total
  }
}
