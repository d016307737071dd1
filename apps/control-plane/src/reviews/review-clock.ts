import {
  type Application,
  addBusinessMs,
  businessDays,
  businessMsBetween,
  isOpen,
} from '../applications/index.ts'

/** How long a review has taken and may take, in business days (Monday to Friday, UTC). */
export interface ReviewClock {
  readonly daysAllowed: number
  /** With fractions; without the time that the applicant took to answer. */
  readonly daysUsed: number
  /** When the allowed days are over; undefined while the applicant is waited for. */
  readonly dueAt: Date | undefined
  readonly overdue: boolean
  /** The clock stands until the applicant answers. */
  readonly waiting: boolean
}

/** The clock of an application at `now`; undefined once it is decided. */
export function reviewClock(
  application: Pick<Application, 'status' | 'clockFrom' | 'waitingSince'>,
  daysAllowed: number,
  now: Date,
): ReviewClock | undefined {
  if (!isOpen(application)) return undefined
  const { clockFrom, waitingSince } = application
  const used = businessMsBetween(clockFrom, waitingSince ?? now)
  return {
    daysAllowed,
    daysUsed: used / businessDays(1),
    dueAt: waitingSince ? undefined : addBusinessMs(clockFrom, businessDays(daysAllowed)),
    overdue: !waitingSince && used > businessDays(daysAllowed),
    waiting: waitingSince !== undefined,
  }
}

/** Reviews whose clock started before this moment are overdue at `now`. */
export function overdueBefore(daysAllowed: number, now: Date): Date {
  return addBusinessMs(now, -businessDays(daysAllowed))
}
