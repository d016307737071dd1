import { useNavigate } from '@tanstack/react-router'
import { formatCount } from '../format/number.ts'
import { Pagination } from '../ui/Pagination.tsx'
import { type ApprovalSearch, readApprovalSearch } from './approval-search.ts'
import { rememberStep, stepBefore } from './list-trail.ts'
import type { ApplicationsPage } from './use-applications.ts'

/** The way to the next page, by the key of the last row, and back the way one came. */
export function ListPages(props: { readonly page: ApplicationsPage; readonly search: ApprovalSearch }) {
  const { page, search } = props
  const { after } = search
  const navigate = useNavigate()
  const rows = page.data?.applications.length ?? 0
  const next = page.data?.next
  const total = `${formatCount(page.data?.total ?? 0)}${page.data?.totalIsCapped ? ' or more' : ''}`
  if (rows === 0 && after === undefined) return null
  const go = (to: string | undefined) =>
    navigate({
      to: '/admin/approvals',
      search: readApprovalSearch({ ...search, after: to }),
      resetScroll: true,
    })
  const forward = (to: string) => {
    rememberStep(after, to)
    return go(to)
  }
  return (
    <div className="border-t border-line">
      <Pagination
        summary={`${formatCount(rows)} here, ${total} in all`}
        onPrevious={after === undefined ? undefined : () => go(stepBefore(after))}
        onNext={next === undefined ? undefined : () => forward(next)}
      />
    </div>
  )
}
