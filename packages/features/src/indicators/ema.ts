/**
 * Exponential moving average over plain numbers: smoothing 2 / (period + 1), seeded with the mean of the first
 * `period` values. NaN before that.
 */
export class Ema {
  value = Number.NaN
  readonly #period: number
  readonly #smoothing: number
  #seedSum = 0
  #count = 0

  constructor(period: number) {
    this.#period = period
    this.#smoothing = 2 / (period + 1)
  }

  update(value: number): void {
    if (this.#count >= this.#period) {
      this.value += this.#smoothing * (value - this.value)
      return
    }
    this.#count += 1
    this.#seedSum += value
    if (this.#count === this.#period) this.value = this.#seedSum / this.#period
  }
}
