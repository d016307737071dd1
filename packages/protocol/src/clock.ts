/** The source of wall time, injected wherever time matters; the machine's own stands in the `main` of each program. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
}
