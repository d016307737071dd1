import { HexText } from '../ui/HexText.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { ApplicantLink } from './ApplicantLink.tsx'
import { ApplicationStatus } from './ApplicationStatus.tsx'
import { isDecidable } from './list-row.ts'
import { RowCheckbox } from './RowCheckbox.tsx'
import { ApprovalsGiven, RowClock, SignalCount } from './RowFacts.tsx'
import type { RowsProps } from './rows-props.ts'

/** The applications on a narrow screen: a card each, with what the table's columns have. */
export function ApplicationCards({ rows, search, selection }: RowsProps) {
  return (
    <ul aria-label="Applications" className="divide-y divide-line">
      {rows.map((row) => (
        <li key={row.id} data-row={row.id} className="grid grid-cols-[1.75rem_minmax(0,1fr)] px-3 py-2.5">
          <div className="pt-0.5">
            {selection && isDecidable(row) ? <RowCheckbox row={row} selection={selection} /> : null}
          </div>
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1">
            <div className="flex items-start justify-between gap-2">
              <div className="min-w-0">
                <ApplicantLink row={row} search={search} />
                <p className="truncate text-xs text-soft">{row.email ?? 'no e-mail address'}</p>
              </div>
              {row.tier ? <TierBadge tier={row.tier} /> : null}
            </div>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
              <ApplicationStatus status={row.status} />
              <RowClock row={row} />
              <SignalCount row={row} />
              <ApprovalsGiven row={row} />
            </div>
            <div className="flex flex-wrap items-center justify-between gap-x-3 text-xs text-soft">
              {row.wallet ? <HexText hex={row.wallet} label="wallet address" /> : 'no wallet'}
              <span className="truncate">
                {row.assignedTo ? `assigned to ${row.assignedTo}` : 'nobody assigned'}
              </span>
            </div>
          </div>
        </li>
      ))}
    </ul>
  )
}
