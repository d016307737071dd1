import type { Address } from '@noderr/protocol'

/** The time in which penalties do not apply to a new operator: once per wallet and once per person. */
export interface GracePeriod {
  readonly id: number
  readonly applicationId: number
  readonly wallet: Address
  readonly grantedAt: Date
  readonly endsAt: Date
}
