const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A market time to the minute, UTC: "2023-01-17 06:22". */
export function formatMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A market time without its year, UTC: "17 Jan 06:22". */
export function formatShort(ms: number): string {
  const date = new Date(ms)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.toISOString().slice(11, 16)}`
}

/** How long before or after `now` something is, in the largest whole unit: "22 min ago", "in 38 min", "now". */
export function formatRelative(ms: number, now: number): string {
  const distance = Math.abs(now - ms)
  if (distance < MINUTE) return 'now'
  const text = inLargestUnit(distance)
  return ms < now ? `${text} ago` : `in ${text}`
}

function inLargestUnit(distance: number): string {
  if (distance < HOUR) return `${Math.floor(distance / MINUTE)} min`
  if (distance < DAY) return `${Math.floor(distance / HOUR)} h`
  return `${Math.floor(distance / DAY)} d`
}
