import { Link } from '@tanstack/react-router'
import type { ApprovalSearch } from './approval-search.ts'
import type { ListRow } from './list-row.ts'

/** The applicant's name, as they wrote it: where the keyboard's cursor stands, and the way to the application. */
export function ApplicantLink(props: { readonly row: ListRow; readonly search: ApprovalSearch }) {
  const { row, search } = props
  return (
    <p className="flex min-w-0 items-baseline gap-1.5">
      <Link
        to="/admin/approvals/$applicationId"
        params={{ applicationId: String(row.id) }}
        search={search}
        data-row-link
        title={row.name}
        className="truncate font-medium hover:underline"
      >
        {row.name ?? 'no name'}
      </Link>
      <span className="shrink-0 text-xs text-soft">#{row.id}</span>
    </p>
  )
}
