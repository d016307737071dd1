/** How many log returns σ looks back over (PROTOCOL §4). */
export const SIGMA_RETURNS = 168

/** κ × 10⁴: ±κσ√h holds a third of a normal distribution's outcomes (PROTOCOL §4). */
const KAPPA_E4 = 4_307n

/**
 * The last {@link SIGMA_RETURNS} one-candle log returns, for σ and the hold band.
 *
 * Sums and squares are whole numbers, so that a window that has slid a million times equals one freshly filled.
 */
export class ReturnWindow {
  readonly #returns: bigint[] = []
  #sum = 0n
  #squares = 0n

  /** @param returnE9 - A log return × 10⁹, whole. */
  push(returnE9: number): void {
    const value = BigInt(returnE9)
    this.#returns.push(value)
    this.#sum += value
    this.#squares += value * value
    const oldest = this.#returns.length > SIGMA_RETURNS ? this.#returns.shift() : undefined
    if (oldest === undefined) return
    this.#sum -= oldest
    this.#squares -= oldest * oldest
  }

  get isFull(): boolean {
    return this.#returns.length === SIGMA_RETURNS
  }

  /** σ × 10⁹ of one candle: the sample standard deviation (n − 1), rounded down. Read it only when full. */
  get sigmaE9(): number {
    return Number(squareRoot(this.#varianceTimesFreedom() / this.#freedom()))
  }

  /** κσ√h × 10⁹ for a horizon of `candles`: rounded down once, from exact integers. Read it only when full. */
  bandE9(candles: number): number {
    const numerator = KAPPA_E4 * KAPPA_E4 * BigInt(candles) * this.#varianceTimesFreedom()
    return Number(squareRoot(numerator / (100_000_000n * this.#freedom())))
  }

  #varianceTimesFreedom(): bigint {
    return BigInt(SIGMA_RETURNS) * this.#squares - this.#sum * this.#sum
  }

  #freedom(): bigint {
    return BigInt(SIGMA_RETURNS) * BigInt(SIGMA_RETURNS - 1)
  }
}

/** The largest whole number whose square is at most `value`: Newton's method from above. */
function squareRoot(value: bigint): bigint {
  if (value < 2n) return value
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2))
  for (;;) {
    const next = (root + value / root) >> 1n
    if (next >= root) return root
    root = next
  }
}
