import { useNavigate } from '@tanstack/react-router'
import { troubleOf } from '../api/client.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Pagination } from '../ui/Pagination.tsx'
import { Table, Td, Th } from '../ui/Table.tsx'
import { Time } from '../ui/Time.tsx'
import { useIsWide } from '../ui/use-is-wide.ts'
import { AuditDetails } from './AuditDetails.tsx'
import { type AuditSearch, readAuditSearch } from './audit-search.ts'
import { type AuditEntry, useAuditLog } from './use-audit-log.ts'

type OnFilter = (filter: AuditSearch) => void

/** One page of the log, newest first. */
export function AuditEntries({
  search,
  onFilter,
}: {
  readonly search: AuditSearch
  readonly onFilter: OnFilter
}) {
  const { data, error, isPending } = useAuditLog(search)
  const navigate = useNavigate()
  const isWide = useIsWide()
  const go = (before: string | undefined) =>
    navigate({ to: '/admin/audit', search: readAuditSearch({ ...search, before }) })
  if (isPending)
    return (
      <p role="status" className="grid h-96 place-content-center text-soft">
        Loading the log …
      </p>
    )
  if (!data) return <Notice look="trouble">{troubleOf(error).message}</Notice>
  const { entries, next } = data
  const Entries = isWide ? EntryTable : EntryCards
  return (
    <section aria-label="Entries" className="min-w-0 rounded-lg border border-line bg-surface">
      {entries.length === 0 ? (
        <EmptyState title="No entry fits">Filters compare whole names: admin:ada, application:12.</EmptyState>
      ) : (
        <Entries entries={entries} onFilter={onFilter} />
      )}
      <div className="border-t border-line">
        <Pagination
          summary={entries.length > 0 ? `entries ${entries[0]?.id} to ${entries.at(-1)?.id}` : ''}
          onPrevious={search.before ? () => go(undefined) : undefined}
          previousLabel="Newest"
          onNext={next ? () => go(next) : undefined}
          nextLabel="Older"
        />
      </div>
    </section>
  )
}

interface EntriesProps {
  readonly entries: readonly AuditEntry[]
  readonly onFilter: OnFilter
}

function EntryTable({ entries, onFilter }: EntriesProps) {
  return (
    <Table
      caption="Audit log"
      className="table-fixed"
      head={
        <>
          <Th className="w-16">No.</Th>
          <Th className="w-44">When</Th>
          <Th className="w-44">Who</Th>
          <Th className="w-56">Did what</Th>
          <Th className="w-44">To what</Th>
          <Th>Before, after, why</Th>
        </>
      }
    >
      {entries.map((entry) => (
        <tr key={entry.id} className="align-top hover:bg-raised">
          <Td className="align-top text-soft">{entry.id}</Td>
          <Td className="align-top">
            <Time at={entry.at} />
            <p className="text-xs text-soft">
              <Time at={entry.at} exact />
            </p>
          </Td>
          <Td className="align-top">
            <FilterButton
              label="Only this actor"
              text={entry.actor}
              onClick={() => onFilter({ actor: entry.actor })}
            />
          </Td>
          <Td className="align-top font-medium [overflow-wrap:anywhere]">{entry.action}</Td>
          <Td className="align-top">
            <FilterButton
              label="Only this subject"
              text={entry.subject}
              onClick={() => onFilter({ subject: entry.subject })}
            />
          </Td>
          <Td className="align-top">
            <AuditDetails details={entry.details} />
          </Td>
        </tr>
      ))}
    </Table>
  )
}

function EntryCards({ entries, onFilter }: EntriesProps) {
  return (
    <ul aria-label="Audit log" className="divide-y divide-line">
      {entries.map((entry) => (
        <li key={entry.id} className="grid grid-cols-[minmax(0,1fr)] gap-1 px-3 py-2.5">
          <p className="flex justify-between gap-2">
            <span className="font-medium [overflow-wrap:anywhere]">{entry.action}</span>
            <span className="text-xs text-soft">#{entry.id}</span>
          </p>
          <p className="flex flex-wrap items-baseline gap-x-3 text-xs">
            <FilterButton
              label="Only this actor"
              text={entry.actor}
              onClick={() => onFilter({ actor: entry.actor })}
            />
            <FilterButton
              label="Only this subject"
              text={entry.subject}
              onClick={() => onFilter({ subject: entry.subject })}
            />
            <span className="text-soft">
              <Time at={entry.at} exact />
            </span>
          </p>
          <AuditDetails details={entry.details} />
        </li>
      ))}
    </ul>
  )
}

function FilterButton(props: {
  readonly label: string
  readonly text: string
  readonly onClick: () => void
}) {
  return (
    <button
      type="button"
      title={props.label}
      className="cursor-pointer text-left [overflow-wrap:anywhere] hover:underline"
      onClick={props.onClick}
    >
      {props.text}
    </button>
  )
}
