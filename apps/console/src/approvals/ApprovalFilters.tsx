import { Link } from '@tanstack/react-router'
import { useSession } from '../session/use-session.ts'
import { FilterSelect } from '../ui/FilterSelect.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import { type ApprovalSearch, isFiltered, readApprovalSearch } from './approval-search.ts'
import { useApplicationStats } from './use-applications.ts'
import { useReviewers } from './use-reviewers.ts'
import { SOURCE_WORDS } from './words.ts'

export const SEARCH_ID = 'approval-search'

const TIERS = ['micro', 'validator', 'guardian', 'oracle'] as const

/** What narrows the list, besides the status. */
export function ApprovalFilters(props: {
  readonly search: ApprovalSearch
  readonly onFilter: (filter: Partial<ApprovalSearch>) => void
}) {
  const { search, onFilter } = props
  const reviewers = useReviewers()
  const { data: stats } = useApplicationStats()
  const { signedIn } = useSession()
  const others = reviewers.filter((name) => name !== signedIn?.name)
  const mine = signedIn ? ([[JSON.stringify(signedIn.name), 'assigned to me']] as const) : []
  return (
    <search className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center">
      <div className="col-span-2 sm:w-72">
        <SearchField
          id={SEARCH_ID}
          label="Search name, e-mail, wallet, number"
          value={search.search ?? ''}
          onSearch={(text) => onFilter({ search: text || undefined })}
        />
      </div>
      <FilterSelect
        label="Tier"
        any="any tier"
        value={search.tier}
        choices={TIERS.map((tier) => [tier, tier])}
        onChange={(tier) => onFilter({ tier: tier as ApprovalSearch['tier'] })}
      />
      <FilterSelect
        label="Source"
        any="any source"
        value={search.source}
        choices={Object.entries(SOURCE_WORDS)}
        onChange={(source) => onFilter({ source: source as ApprovalSearch['source'] })}
      />
      <FilterSelect
        label="Assignee"
        any="any assignee"
        value={search.assignee === undefined ? undefined : JSON.stringify(search.assignee)}
        choices={[
          ...mine,
          ['null', 'assigned to nobody'],
          ...others.map((name) => [JSON.stringify(name), `assigned to ${name}`] as const),
        ]}
        onChange={(choice) => onFilter({ assignee: choice === undefined ? undefined : JSON.parse(choice) })}
      />
      <label className="flex min-h-8 items-center gap-1.5 px-1">
        <input
          type="checkbox"
          checked={search.overdue === true}
          onChange={(event) => onFilter({ overdue: event.target.checked || undefined })}
          className="size-4 accent-accent"
        />
        overdue{stats ? ` (${stats.overdue})` : ''}
      </label>
      <label className="flex min-h-8 items-center gap-1.5 px-1">
        <input
          type="checkbox"
          checked={search.second === true}
          onChange={(event) => onFilter({ second: event.target.checked || undefined })}
          className="size-4 accent-accent"
        />
        second approval{stats ? ` (${stats.needsSecondApproval})` : ''}
      </label>
      <Link
        to="/admin/approvals"
        search={readApprovalSearch({ status: search.status, sort: search.sort, direction: search.direction })}
        className={`px-1 underline ${isFiltered(search) ? '' : 'invisible'}`}
      >
        clear the filters
      </Link>
    </search>
  )
}
