/**
 * The natural logarithm of `numerator / denominator` × 10⁹, rounded half up to a whole number: how returns and
 * ranges are kept everywhere, so that windows of them can be summed without drift and signed without fractions.
 *
 * @param numerator - Positive and finite, as is `denominator`.
 * @throws {@link BadPriceError} otherwise: no price is ever invented.
 */
export function logRatioE9(numerator: number, denominator: number): number {
  for (const price of [numerator, denominator]) if (!isPrice(price)) throw new BadPriceError(price)
  // Adding 0 turns the -0 that Math.round gives for tiny falls into 0: canonical JSON knows no -0.
  return Math.round(Math.log(numerator / denominator) * 1e9) + 0
}

/** Whether a number can be a price: finite and above zero. */
export function isPrice(price: number): boolean {
  return Number.isFinite(price) && price > 0
}

export class BadPriceError extends Error {
  override readonly name = 'BadPriceError'
  readonly code = 'scoring.bad-price'
  readonly price: number

  constructor(price: number) {
    super(`${price} is no price; candles need finite prices above zero before they are scored`)
    this.price = price
  }
}
