import { FilterSelect } from '../ui/FilterSelect.tsx'
import { SearchField } from '../ui/SearchField.tsx'
import type { AuditSearch } from './audit-search.ts'

/** Groups of deeds; the control plane reads a dot at the end as "all that begin so". */
const ACTIONS = [
  ['application.', 'applications'],
  ['credential.', 'credentials'],
  ['admin.', 'admins and sign-in'],
  ['config.', 'policies'],
  ['mail.', 'mails'],
  ['inbox.', 'inbox'],
  ['node.', 'nodes'],
] as const

/** What narrows the log. */
export function AuditFilters(props: {
  readonly search: AuditSearch
  readonly onFilter: (filter: AuditSearch) => void
}) {
  const { search, onFilter } = props
  const isGroup = ACTIONS.some(([group]) => group === search.action)
  return (
    <search className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)] gap-2 sm:flex sm:flex-wrap sm:items-center">
      <div className="sm:w-52">
        <SearchField
          label="Who, as in admin:ada"
          value={search.actor ?? ''}
          onSearch={(text) => onFilter({ actor: text || undefined })}
        />
      </div>
      <div className="sm:w-52">
        <SearchField
          label="What, as in application:12"
          value={search.subject ?? ''}
          onSearch={(text) => onFilter({ subject: text || undefined })}
        />
      </div>
      <FilterSelect
        label="Deeds"
        any="any deed"
        value={search.action}
        choices={[
          ...ACTIONS,
          ...(search.action && !isGroup ? [[search.action, search.action] as const] : []),
        ]}
        onChange={(action) => onFilter({ action })}
      />
    </search>
  )
}
