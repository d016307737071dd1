const DAY_MS = 86_400_000

/**
 * How much of a span lies on business days: Monday to Friday, UTC, a day being 24 hours. No holidays.
 *
 * @returns Milliseconds; 0 for a span that ends before it begins.
 */
export function businessMsBetween(from: Date, to: Date): number {
  if (to <= from) return 0
  return businessMsSinceEpoch(to.getTime()) - businessMsSinceEpoch(from.getTime())
}

/** The moment by which `ms` of business time have passed since `from`; never inside a weekend. */
export function addBusinessMs(from: Date, ms: number): Date {
  return new Date(atBusinessMs(businessMsSinceEpoch(from.getTime()) + ms))
}

/** Milliseconds of business days since Monday, 5 January 1970. */
function businessMsSinceEpoch(at: number): number {
  const days = Math.floor((at - MONDAY) / DAY_MS)
  const weeks = Math.floor(days / 7)
  const day = days - weeks * 7
  const today = day < 5 ? at - MONDAY - days * DAY_MS : 0
  return (weeks * 5 + Math.min(day, 5)) * DAY_MS + today
}

const MONDAY = 4 * DAY_MS

/** The first moment at which so much business time had passed; the end of a Friday is that, not the Monday after. */
function atBusinessMs(ms: number): number {
  const whole = Math.ceil(ms / DAY_MS) - 1
  const weeks = Math.floor(whole / 5)
  return MONDAY + (weeks * 7 + whole - weeks * 5) * DAY_MS + (ms - whole * DAY_MS)
}

/** So many business days in milliseconds. */
export function businessDays(days: number): number {
  return days * DAY_MS
}
