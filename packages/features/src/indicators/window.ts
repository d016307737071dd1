/** The last `size` numbers, with sums that always run from the oldest to the newest. */
export class Window {
  readonly size: number
  readonly #ring: Float64Array
  #next = 0
  #count = 0

  constructor(size: number) {
    this.size = size
    this.#ring = new Float64Array(size)
  }

  get isFull(): boolean {
    return this.#count === this.size
  }

  push(value: number): void {
    this.#ring[this.#next] = value
    this.#next = this.#next + 1 === this.size ? 0 : this.#next + 1
    if (this.#count < this.size) this.#count += 1
  }

  /** The value pushed `age` pushes before the newest: 0 is the newest, `size - 1` the oldest. NaN if not there yet. */
  ago(age: number): number {
    if (age >= this.#count) return Number.NaN
    const place = this.#next - 1 - age
    return this.#ring[place < 0 ? place + this.size : place] as number
  }

  /** Taken from the oldest value, so that the mean of equal values is that value exactly. NaN until full. */
  mean(): number {
    if (!this.isFull) return Number.NaN
    const ring = this.#ring
    const oldest = ring[this.#next] as number
    let sum = 0
    for (let place = this.#next; place < this.size; place += 1) sum += (ring[place] as number) - oldest
    for (let place = 0; place < this.#next; place += 1) sum += (ring[place] as number) - oldest
    return oldest + sum / this.size
  }

  /** NaN until full. */
  sum(): number {
    if (!this.isFull) return Number.NaN
    const ring = this.#ring
    let sum = 0
    for (let place = this.#next; place < this.size; place += 1) sum += ring[place] as number
    for (let place = 0; place < this.#next; place += 1) sum += ring[place] as number
    return sum
  }

  /** Standard deviation with divisor `size`. NaN until full. */
  populationDeviation(): number {
    return Math.sqrt(this.#squaresAroundMean() / this.size)
  }

  /** Standard deviation with divisor `size - 1`. NaN until full. */
  sampleDeviation(): number {
    return Math.sqrt(this.#squaresAroundMean() / (this.size - 1))
  }

  /** NaN until full. */
  max(): number {
    if (!this.isFull) return Number.NaN
    const ring = this.#ring
    let max = Number.NEGATIVE_INFINITY
    for (let place = 0; place < this.size; place += 1)
      if ((ring[place] as number) > max) max = ring[place] as number
    return max
  }

  /** NaN until full. */
  min(): number {
    if (!this.isFull) return Number.NaN
    const ring = this.#ring
    let min = Number.POSITIVE_INFINITY
    for (let place = 0; place < this.size; place += 1)
      if ((ring[place] as number) < min) min = ring[place] as number
    return min
  }

  #squaresAroundMean(): number {
    const centre = this.mean()
    const ring = this.#ring
    let sum = 0
    for (let place = this.#next; place < this.size; place += 1)
      sum += square((ring[place] as number) - centre)
    for (let place = 0; place < this.#next; place += 1) sum += square((ring[place] as number) - centre)
    return sum
  }
}

/** Not `** 2`: a power may differ in its last bit between engines, and between interpreted and compiled code. */
function square(value: number): number {
  return value * value
}
