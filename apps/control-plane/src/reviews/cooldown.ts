/** How long somebody whose application was rejected is asked not to apply again. */
export interface Cooldown {
  /** The application that was rejected. */
  readonly applicationId: number
  readonly until: Date
}

/**
 * The cooldown that an application came into.
 *
 * @param rejected - The last rejection of the same wallet or mailbox before the application; undefined for none.
 * @param days - By `reapply_cooldown_days`.
 */
export function cooldownOf(
  submittedAt: Date,
  rejected: { readonly id: number; readonly at: Date } | undefined,
  days: number,
): Cooldown | undefined {
  if (!rejected) return undefined
  const until = new Date(rejected.at.getTime() + days * 86_400_000)
  return submittedAt < until ? { applicationId: rejected.id, until } : undefined
}
