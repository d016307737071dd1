import { troubleOf } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useIsWide } from '../ui/use-is-wide.ts'
import { ApplicationCards } from './ApplicationCards.tsx'
import { ApplicationTable } from './ApplicationTable.tsx'
import { type ApprovalSearch, isFiltered } from './approval-search.ts'
import type { ApplicationsPage } from './use-applications.ts'
import type { Selection } from './use-selection.ts'

/** The rows of one page of the list, or why there are none. */
export function ListRows(props: {
  readonly page: ApplicationsPage
  readonly search: ApprovalSearch
  /** Undefined for those who decide nothing. */
  readonly selection: Selection | undefined
}) {
  const { page, search, selection } = props
  const isWide = useIsWide()
  if (page.isPending)
    return (
      <p role="status" className="grid h-96 place-content-center text-soft">
        Loading the applications …
      </p>
    )
  if (!page.data)
    return (
      <div className="grid justify-items-start gap-3 p-4">
        <Notice look="trouble">{troubleOf(page.error).message}</Notice>
        <Button onClick={() => page.refetch()}>Try again</Button>
      </div>
    )
  const { applications: rows } = page.data
  if (rows.length === 0)
    return (
      <EmptyState title="No application here">
        {isFiltered(search) ? 'None fits the filters above.' : 'None stands like this at the moment.'}
      </EmptyState>
    )
  const Rows = isWide ? ApplicationTable : ApplicationCards
  return (
    <div className={page.isPlaceholderData ? 'opacity-60' : ''} aria-busy={page.isFetching}>
      <Rows rows={rows} search={search} selection={selection} />
    </div>
  )
}
