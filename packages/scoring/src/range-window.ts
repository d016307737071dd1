/** How many log ranges the regime thresholds look back over (PROTOCOL §4). */
export const THRESHOLD_RANGES = 720

/**
 * The last {@link THRESHOLD_RANGES} log ranges over a horizon, for the regime thresholds. Kept in order of value as
 * well, so that a candle costs two binary searches and not a sort.
 */
export class RangeWindow {
  readonly #ranges: number[] = []
  readonly #sorted: number[] = []

  /** @param rangeE9 - A log range × 10⁹, whole. */
  push(rangeE9: number): void {
    this.#ranges.push(rangeE9)
    this.#sorted.splice(this.#place(rangeE9), 0, rangeE9)
    const oldest = this.#ranges.length > THRESHOLD_RANGES ? this.#ranges.shift() : undefined
    if (oldest !== undefined) this.#sorted.splice(this.#place(oldest), 1)
  }

  get isFull(): boolean {
    return this.#ranges.length === THRESHOLD_RANGES
  }

  /**
   * The quantile at `thirds`/3 × 10⁹: linear interpolation between the neighbours of position (n − 1)·thirds/3,
   * counted from 0 (type 7 of Hyndman and Fan, the default of R and NumPy), rounded down. Read it only when full.
   */
  quantileE9(thirds: 1 | 2): number {
    const position = (THRESHOLD_RANGES - 1) * thirds
    const [below, above] = this.#sorted.slice((position - (position % 3)) / 3)
    if (below === undefined || above === undefined) return 0
    const step = (above - below) * (position % 3)
    return below + (step - (step % 3)) / 3
  }

  /** The first place whose value is not below `value`. */
  #place(value: number): number {
    let [low, high] = [0, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
