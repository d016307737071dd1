import { setTimeout as sleep } from 'node:timers/promises'

export interface BackOffSettings {
  readonly firstMs: number
  readonly mostMs: number
  /** From 0 to 1. */
  readonly random: () => number
}

/**
 * Waiting times after failures, with full jitter: a random time below a bound that doubles with each failure, so that
 * a thousand nodes do not come back at once.
 */
export class BackOff {
  readonly #settings: BackOffSettings
  #failures = 0

  constructor(settings: BackOffSettings) {
    this.#settings = settings
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures
  }

  /** After a success. */
  reset(): void {
    this.#failures = 0
  }

  /** Milliseconds to wait after one more failure; never less than the server asked for. */
  next(retryAfterMs = 0): number {
    const { firstMs, mostMs, random } = this.#settings
    const bound = Math.min(mostMs, firstMs * 2 ** Math.min(this.#failures, 30))
    this.#failures += 1
    return retryAfterMs + Math.ceil(random() * bound)
  }
}

/** Waits, or returns at once when the signal is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined)
}

/** A bell between two loops: whoever waits is woken by the next ring, a ring with nobody waiting is kept. */
export class Bell {
  #rung = false
  #wake: (() => void) | undefined

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Returns at the next ring, after `ms`, or when the signal is aborted; the ring is then used up. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, ms)
      signal.addEventListener('abort', () => resolve(), { once: true })
      this.#wake = resolve
      await promise
      clearTimeout(timer)
      this.#wake = undefined
    }
    this.#rung = false
  }
}
