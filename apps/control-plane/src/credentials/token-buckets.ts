import type { Clock } from '@noderr/protocol'

interface Bucket {
  tokens: number
  filledAt: number
}

/** Bounds memory: whoever comes with ever new names pushes out the names that were quiet longest. */
const MOST_BUCKETS = 10_000

/** How often each name may do something: `size` at once, refilled evenly over `perMs`. Per process, in memory. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>()
  readonly #size: number
  readonly #perMs: number
  readonly #clock: Clock

  constructor(size: number, perMs: number, clock: Clock) {
    this.#size = size
    this.#perMs = perMs
    this.#clock = clock
  }

  /** Takes a token of a name. @returns False when it has none left. */
  take(name: string): boolean {
    const bucket = this.#fill(name)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  /** Whether a name has a token left; takes none. */
  has(name: string): boolean {
    return !this.#buckets.has(name) || this.#fill(name).tokens >= 1
  }

  #fill(name: string): Bucket {
    const now = this.#clock.now()
    const known = this.#buckets.get(name) ?? { tokens: this.#size, filledAt: now }
    const elapsed = Math.max(0, now - known.filledAt)
    const tokens = Math.min(this.#size, known.tokens + (elapsed * this.#size) / this.#perMs)
    const bucket = { tokens, filledAt: now }
    this.#buckets.delete(name)
    this.#buckets.set(name, bucket)
    const [oldest] = this.#buckets.keys()
    if (this.#buckets.size > MOST_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest)
    return bucket
  }
}
