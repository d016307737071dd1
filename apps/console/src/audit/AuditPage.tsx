import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { SignedInOnly } from '../session/SignedInOnly.tsx'
import { Page } from '../ui/Page.tsx'
import { AuditEntries } from './AuditEntries.tsx'
import { AuditFilters } from './AuditFilters.tsx'
import { type AuditSearch, readAuditSearch } from './audit-search.ts'
import { ChainVerdict } from './ChainVerdict.tsx'

const route = getRouteApi('/admin/audit')

/** Who did what to what and when, what it was before and after, and why; and whether anybody touched the log. */
export function AuditPage() {
  const search = route.useSearch()
  const navigate = useNavigate()
  const filter = (by: AuditSearch) =>
    navigate({ to: '/admin/audit', search: readAuditSearch({ ...search, before: undefined, ...by }) })
  return (
    <Page title="Audit log" intro="Append-only: each entry's hash covers the one before it.">
      <SignedInOnly needs="audit.read">
        <div className="grid min-w-0 gap-3">
          <ChainVerdict />
          <AuditFilters search={search} onFilter={filter} />
          <AuditEntries search={search} onFilter={filter} />
        </div>
      </SignedInOnly>
    </Page>
  )
}
