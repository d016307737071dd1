const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Where an open application stands against the time that a review may take: words, and how they are coloured. */
export interface ClockReading {
  readonly words: string
  readonly state: 'calm' | 'near' | 'overdue' | 'waiting'
}

/**
 * Reads the review's clock of an open application.
 *
 * @param dueAt - When its business days are over, epoch ms; undefined while the clock stands.
 */
export function readReviewClock(dueAt: number | undefined, now: number): ClockReading {
  if (dueAt === undefined) return { words: 'waits for the applicant', state: 'waiting' }
  const leftMs = dueAt - now
  if (leftMs < 0) return { words: `overdue by ${inWords(-leftMs)}`, state: 'overdue' }
  return { words: `due in ${inWords(leftMs)}`, state: leftMs < DAY_MS ? 'near' : 'calm' }
}

function inWords(ms: number): string {
  if (ms < HOUR_MS) return 'under 1 h'
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`
  return `${Math.floor(ms / DAY_MS)} d`
}
