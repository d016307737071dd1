/**
 * Where a mail is on its way: kept until a mail server is set up; queued; refused or lost once and tried again; taken by
 * the server; or a dead letter, which nobody tries again unless an admin says so.
 */
export const MAIL_STATES = ['kept', 'queued', 'retrying', 'sent', 'dead'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** What is noted of a mail on its way. */
export interface Journey {
  readonly sentAt: Date | undefined
  readonly deadAt: Date | undefined
  /** Since when it waits for a mail server. */
  readonly keptAt: Date | undefined
  /** What came of the last attempt that failed. */
  readonly error: string | undefined
}

export function stateOf({ sentAt, deadAt, keptAt, error }: Journey): MailState {
  if (sentAt) return 'sent'
  if (deadAt) return 'dead'
  if (keptAt) return 'kept'
  return error === undefined ? 'queued' : 'retrying'
}

/**
 * How often a server is asked. The queue waits e, e², … e¹⁰ seconds and from then on 6 hours 7 minutes between two
 * attempts, so that the last of them is 71 hours after the first.
 */
export const MOST_ATTEMPTS = 21

/** Whether a failed mail is tried again. */
export function isTriedAgain(attempts: number, isFinal: boolean): boolean {
  return !isFinal && attempts < MOST_ATTEMPTS
}
