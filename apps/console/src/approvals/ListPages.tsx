import { useNavigate, useRouter } from '@tanstack/react-router'
import { formatCount } from '../format/number.ts'
import { Pagination } from '../ui/Pagination.tsx'
import { type ApprovalSearch, readApprovalSearch } from './approval-search.ts'
import type { ApplicationsPage } from './use-applications.ts'

/** The way to the next page, by the key of its first row, and back the way one came. */
export function ListPages(props: { readonly page: ApplicationsPage; readonly search: ApprovalSearch }) {
  const { page, search } = props
  const navigate = useNavigate()
  const router = useRouter()
  const rows = page.data?.applications.length ?? 0
  const next = page.data?.next
  const total = `${formatCount(page.data?.total ?? 0)}${page.data?.totalIsCapped ? ' or more' : ''}`
  if (rows === 0 && !search.after) return null
  const go = (after: string | undefined) =>
    navigate({ to: '/admin/approvals', search: readApprovalSearch({ ...search, after }), resetScroll: true })
  const back = () => (router.history.canGoBack() ? router.history.back() : go(undefined))
  return (
    <div className="border-t border-line">
      <Pagination
        summary={`${formatCount(rows)} here, ${total} in all`}
        onPrevious={search.after ? back : undefined}
        onNext={next ? () => go(next) : undefined}
      />
    </div>
  )
}
