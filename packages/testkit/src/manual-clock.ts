import type { Clock } from '@noderr/protocol'

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #now: number

  /** @param start - Epoch milliseconds, or a text that `Date` reads. */
  constructor(start: number | string = '2026-01-01T00:00:00Z') {
    this.#now = typeof start === 'number' ? start : Date.parse(start)
  }

  now(): number {
    return this.#now
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds
  }
}
