import { Link } from '@tanstack/react-router'
import type { ApiOutputs } from '../api/client.ts'
import { formatCount } from '../format/number.ts'
import { TAB, Tabs } from '../ui/Tabs.tsx'
import { type ApprovalSearch, STATUS_TABS, type StatusTab, withFilter } from './approval-search.ts'
import { useApplicationStats } from './use-applications.ts'
import { STATUS_WORDS } from './words.ts'

/** The applications by where they stand, with how many there are of each. */
export function ApprovalTabs({ search }: { readonly search: ApprovalSearch }) {
  const { data: stats } = useApplicationStats()
  const shown = search.status ?? 'open'
  return (
    <Tabs label="By status">
      {STATUS_TABS.map((status) => (
        <Link
          key={status}
          to="/admin/approvals"
          search={withFilter(search, { status })}
          aria-current={status === shown ? 'page' : undefined}
          className={TAB}
        >
          <span className="inline-block first-letter:uppercase">
            {status === 'open' || status === 'all' ? status : STATUS_WORDS[status]}
          </span>
          <span className="min-w-6 rounded-full bg-raised px-1.5 text-center text-[11px]/4">
            {stats ? formatCount(countOf(stats, status)) : '·'}
          </span>
        </Link>
      ))}
    </Tabs>
  )
}

function countOf(stats: ApiOutputs['admin']['getApplicationStats'], tab: StatusTab): number {
  const count = (status: string) => stats.byStatus[status] ?? 0
  if (tab === 'all') return stats.total
  if (tab === 'open') return count('pending') + count('needs_attention')
  return count(tab)
}
