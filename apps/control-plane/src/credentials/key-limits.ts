import type { ApiKey, Clock } from '@noderr/protocol'
import { TokenBuckets } from './token-buckets.ts'

const MINUTE_MS = 60_000
/** Wrong secrets from one address before it is not even looked at; a house of operators may share one. */
const FAILED_PER_ADDRESS = 120
const FAILED_PER_KEY = 60
/** A node asks a few times a minute; many times that is a loop. */
const TOTAL_PER_KEY = 1_200

/**
 * How often an API key may be shown, right or wrong, in a minute: per address and per key.
 *
 * Wrong secrets for a key never use up what its owner may ask: a key's own budget is spent by the right secret alone,
 * since its public half is known to others. Total per address is the HTTP server's limit.
 */
export class KeyLimits {
  readonly #failedByAddress: TokenBuckets
  readonly #failedByKey: TokenBuckets
  readonly #totalByKey: TokenBuckets

  constructor(clock: Clock) {
    this.#failedByAddress = new TokenBuckets(FAILED_PER_ADDRESS, MINUTE_MS, clock)
    this.#failedByKey = new TokenBuckets(FAILED_PER_KEY, MINUTE_MS, clock)
    this.#totalByKey = new TokenBuckets(TOTAL_PER_KEY, MINUTE_MS, clock)
  }

  /** Before anything is looked up. @throws {@link KeyLimitError} for an address that was wrong too often. */
  admit(address: string): void {
    if (!this.#failedByAddress.has(address)) throw new KeyLimitError()
  }

  /** After a wrong secret. @throws {@link KeyLimitError} once the address or the key was wrong too often. */
  noteFailure(address: string, apiKey: ApiKey | undefined): void {
    const ofAddress = this.#failedByAddress.take(address)
    const ofKey = apiKey === undefined || this.#failedByKey.take(apiKey)
    if (!ofAddress || !ofKey) throw new KeyLimitError()
  }

  /** After the right secret. @throws {@link KeyLimitError} for a key that asks too often. */
  noteSuccess(apiKey: ApiKey): void {
    if (!this.#totalByKey.take(apiKey)) throw new KeyLimitError()
  }
}

export class KeyLimitError extends Error {
  override readonly name = 'KeyLimitError'
  readonly kind = 'limited'
  readonly code = 'credential.limited'

  constructor() {
    super('too many requests with this API key or from this address; wait a minute and ask less often')
  }
}
