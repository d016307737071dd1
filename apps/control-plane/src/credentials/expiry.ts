const DAY_MS = 86_400_000

/** How many days before its end an operator is reminded of a credential. */
export const REMINDER_DAYS = [30, 7, 1] as const

/**
 * Which reminder an expiry calls for at `now`: the most urgent one that has come due, so that a reminder that was
 * missed is not written late. Undefined while none is due and once it is over.
 */
export function reminderDue(expiresAt: Date, now: Date): (typeof REMINDER_DAYS)[number] | undefined {
  const left = expiresAt.getTime() - now.getTime()
  if (left <= 0) return undefined
  return REMINDER_DAYS.findLast((days) => left <= days * DAY_MS)
}

/** The end of the time in which the first reminder is due. */
export function reminderHorizon(now: Date): Date {
  return new Date(now.getTime() + REMINDER_DAYS[0] * DAY_MS)
}
