import { Time } from '../ui/Time.tsx'
import type { ListRow } from './list-row.ts'
import { ReviewClock } from './ReviewClock.tsx'

interface RowProps {
  readonly row: ListRow
}

/** How old it is, and how it stands against the review's clock while it is open. */
export function RowClock({ row }: RowProps) {
  return (
    <span className="inline-grid">
      {row.clock ? <ReviewClock clock={row.clock} /> : null}
      <span className="text-xs text-soft">
        <Time at={row.submittedAt} />
      </span>
    </span>
  )
}

/** How many risk signals it raises. */
export function SignalCount({ row: { signals } }: RowProps) {
  if (signals === 0) return <span className="text-soft">none</span>
  return (
    <span className="font-semibold whitespace-nowrap text-warn-ink">
      {signals === 1 ? '1 signal' : `${signals} signals`}
    </span>
  )
}

/** How many people have approved it of those it takes. */
export function ApprovalsGiven({ row: { status, approvals } }: RowProps) {
  if (status === 'rejected' || status === 'withdrawn') return <span className="text-soft">–</span>
  const words = `${approvals.given} of ${approvals.needed}`
  return <span className={approvals.given > 0 ? 'font-semibold text-good' : 'text-soft'}>{words}</span>
}
