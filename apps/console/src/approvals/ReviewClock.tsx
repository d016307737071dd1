import { formatMinute } from '../format/time.ts'
import { useNow } from '../ui/use-now.ts'
import type { ListRow } from './list-row.ts'
import { readReviewClock } from './review-clock.ts'

const LOOKS = {
  calm: 'text-soft',
  near: 'text-warn-ink',
  overdue: 'font-semibold text-bad',
  waiting: 'text-soft',
} as const

/** How long the review may still take, in words and colour; the exact moment on hover. */
export function ReviewClock({ clock }: { readonly clock: NonNullable<ListRow['clock']> }) {
  const dueAt = clock.dueAt === undefined ? undefined : Date.parse(clock.dueAt)
  const { words, state } = readReviewClock(dueAt, useNow())
  const title = dueAt === undefined ? 'the clock stands' : `due ${formatMinute(dueAt)} UTC`
  return (
    <span className={`whitespace-nowrap ${LOOKS[state]}`} title={title}>
      {words}
    </span>
  )
}
