import type { Candle } from '@noderr/protocol'

const HOUR = 3_600_000

/** Hourly candles without a gap whose closes wander by a seeded generator: the same seed, the same candles. */
export function wanderingCandles(count: number, seed = 1): Candle[] {
  const random = seeded(seed)
  let price = 20_000
  return Array.from({ length: count }, (_, index) => {
    const open = price * (1 + (random() - 0.5) * 0.001)
    const close = open * (1 + (random() - 0.5) * 0.02)
    price = close
    const high = Math.max(open, close) * (1 + random() * 0.01)
    const low = Math.min(open, close) * (1 - random() * 0.01)
    return { openTime: index * HOUR, closeTime: (index + 1) * HOUR, open, high, low, close, volume: 1 }
  })
}

/** A 32-bit linear congruential generator (Numerical Recipes), 0 ≤ x < 1. */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
