import type { Delivery } from './delivery.ts'

/** Reads deliveries of one shape. When Typeform changes its payload, another adapter is added and none is changed. */
export interface Adapter {
  /** Kept with each delivery that it read: whose shape, and since when. */
  readonly name: string
  /** @returns Undefined for a body of another shape. Never throws. */
  read(body: unknown): Delivery | undefined
}
