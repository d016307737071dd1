/**
 * Wilder's smoothing over plain numbers: (previous × (period − 1) + value) / period, seeded with the mean of the
 * first `period` values (J. W. Wilder, New Concepts in Technical Trading Systems, 1978). NaN before that.
 */
export class WilderAverage {
  value = Number.NaN
  readonly #period: number
  #seedSum = 0
  #count = 0

  constructor(period: number) {
    this.#period = period
  }

  update(value: number): void {
    if (this.#count >= this.#period) {
      this.value = (this.value * (this.#period - 1) + value) / this.#period
      return
    }
    this.#count += 1
    this.#seedSum += value
    if (this.#count === this.#period) this.value = this.#seedSum / this.#period
  }
}
