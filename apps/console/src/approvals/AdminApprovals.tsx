import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { KeysDialog } from '../keys/KeysDialog.tsx'
import { may } from '../session/may.ts'
import { SignedInOnly } from '../session/SignedInOnly.tsx'
import { useSession } from '../session/use-session.ts'
import { Page } from '../ui/Page.tsx'
import { ApprovalFilters, SEARCH_ID } from './ApprovalFilters.tsx'
import { ApprovalTabs } from './ApprovalTabs.tsx'
import { type ApprovalSearch, withFilter } from './approval-search.ts'
import { BulkBar } from './BulkBar.tsx'
import { BulkDialog } from './BulkDialog.tsx'
import { ListPages } from './ListPages.tsx'
import { ListRows } from './ListRows.tsx'
import { isDecidable } from './list-row.ts'
import { useApplications } from './use-applications.ts'
import { LIST_KEYS, useRowKeys } from './use-row-keys.ts'
import { useSelection } from './use-selection.ts'

const route = getRouteApi('/admin/approvals')

/** Every application, to find and to decide: filters in the address, keys for everything. */
export function AdminApprovals() {
  const search = route.useSearch()
  const { signedIn } = useSession()
  return (
    <Page
      title="Approvals"
      aside={
        may(signedIn, 'applications.create') ? (
          <Link
            to="/admin/approvals/new"
            className="inline-flex min-h-8 items-center rounded-md border border-line bg-surface px-3 font-medium hover:bg-raised"
          >
            New application
          </Link>
        ) : null
      }
    >
      <SignedInOnly needs="applications.read">
        <ApprovalsList search={search} mayDecide={may(signedIn, 'applications.decide')} />
      </SignedInOnly>
    </Page>
  )
}

function ApprovalsList(props: { readonly search: ApprovalSearch; readonly mayDecide: boolean }) {
  const { search, mayDecide } = props
  const navigate = useNavigate()
  const list = useRef<HTMLDivElement>(null)
  const page = useApplications(search)
  const rows = page.data?.applications ?? []
  const selection = useSelection(rows.filter(isDecidable).map(({ id }) => id))
  const [asked, setAsked] = useState<{
    readonly decision: 'approve' | 'reject'
    readonly ids: readonly number[]
  }>()
  const [isHelping, setHelping] = useState(false)
  const filter = (by: Partial<ApprovalSearch>) =>
    navigate({ to: '/admin/approvals', search: withFilter(search, by), replace: 'search' in by })

  const decide = (decision: 'approve' | 'reject', current?: number) => {
    const ids = selection.ids.length > 0 ? selection.ids : current === undefined ? [] : [current]
    const decidable = ids.filter((id) => rows.some((row) => row.id === id && isDecidable(row)))
    if (mayDecide && decidable.length > 0) setAsked({ decision, ids: decidable })
  }
  useRowKeys(list, SEARCH_ID, {
    onToggle: mayDecide ? selection.toggle : () => {},
    onApprove: (current) => decide('approve', current),
    onReject: (current) => decide('reject', current),
    onHelp: () => setHelping(true),
  })
  return (
    <div ref={list} className="grid min-w-0 gap-3">
      <ApprovalTabs search={search} />
      <ApprovalFilters search={search} onFilter={filter} />
      <section aria-label="Applications" className="min-w-0 rounded-lg border border-line bg-surface">
        <BulkBar
          selection={selection}
          mayDecide={mayDecide}
          onDecide={decide}
          onHelp={() => setHelping(true)}
        />
        <ListRows page={page} search={search} selection={mayDecide ? selection : undefined} />
        <ListPages page={page} search={search} />
      </section>
      {asked ? (
        <BulkDialog
          decision={asked.decision}
          rows={rows.filter(({ id }) => asked.ids.includes(id))}
          onDone={selection.clear}
          onClose={() => setAsked(undefined)}
        />
      ) : null}
      {isHelping ? <KeysDialog keys={LIST_KEYS} onClose={() => setHelping(false)} /> : null}
    </div>
  )
}
