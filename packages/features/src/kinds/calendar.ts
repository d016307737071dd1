import type { Candle } from '@noderr/protocol'
import type { Indicator } from '../indicators/indicator.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
/** 1970-01-01 was a Thursday; weeks are counted from Monday. */
const FIRST_MONDAY_MS = 4 * DAY_MS

/**
 * Where the candle's close falls in the UTC day or week, as one coordinate of a point on the unit circle.
 *
 * The day begins at 00:00 UTC, the week on Monday 00:00 UTC; `sin` is 0 and `cos` is 1 there.
 */
export class CalendarPhase implements Indicator {
  readonly #cycleMs: number
  readonly #coordinate: 'sin' | 'cos'
  #closeTime = Number.NaN

  constructor(cycle: 'day' | 'week', coordinate: 'sin' | 'cos') {
    this.#cycleMs = cycle === 'day' ? DAY_MS : WEEK_MS
    this.#coordinate = coordinate
  }

  update(candle: Candle): void {
    this.#closeTime = candle.closeTime
  }

  get value(): number {
    const since = (((this.#closeTime - FIRST_MONDAY_MS) % this.#cycleMs) + this.#cycleMs) % this.#cycleMs
    const angle = (2 * Math.PI * since) / this.#cycleMs
    return rounded(this.#coordinate === 'sin' ? Math.sin(angle) : Math.cos(angle))
  }
}

/** Engines have changed the last bits of sine and cosine before, but not their twelve decimals. Never -0. */
function rounded(value: number): number {
  return Math.round(value * 1e12) / 1e12 + 0
}
