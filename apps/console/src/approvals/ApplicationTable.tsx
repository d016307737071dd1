import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { HexText } from '../ui/HexText.tsx'
import { Missing } from '../ui/Missing.tsx'
import { Table, Td, Th } from '../ui/Table.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { ApplicantLink } from './ApplicantLink.tsx'
import { ApplicationStatus } from './ApplicationStatus.tsx'
import { type ApprovalSearch, type Sort, sortOf, withSort } from './approval-search.ts'
import { isDecidable, type ListRow } from './list-row.ts'
import { RowCheckbox } from './RowCheckbox.tsx'
import { ApprovalsGiven, RowClock, SignalCount } from './RowFacts.tsx'
import type { RowsProps } from './rows-props.ts'
import type { Selection } from './use-selection.ts'

/** The applications as a table: one line of sight per question a reviewer has. */
export function ApplicationTable({ rows, search, selection }: RowsProps) {
  return (
    <Table
      caption="Applications"
      className="table-fixed"
      head={
        <>
          {selection ? (
            <Th className="w-10 pr-0">
              <span className="sr-only">Selected</span>
            </Th>
          ) : null}
          <SortTh search={search} sort="name">
            Applicant
          </SortTh>
          <SortTh search={search} sort="tier" className="w-28">
            Tier
          </SortTh>
          <Th className="w-40">Wallet</Th>
          <SortTh search={search} sort="status" className="w-36">
            Status
          </SortTh>
          <SortTh search={search} sort="age" className="w-44">
            Age
          </SortTh>
          <Th className="w-24">Signals</Th>
          <Th className="w-24">Approvals</Th>
          <Th className="hidden w-28 lg:table-cell">Assignee</Th>
        </>
      }
    >
      {rows.map((row) => (
        <Row key={row.id} row={row} search={search} selection={selection} />
      ))}
    </Table>
  )
}

const ARIA_SORT = { asc: 'ascending', desc: 'descending' } as const

function SortTh(props: {
  readonly search: ApprovalSearch
  readonly sort: Sort
  readonly className?: string
  readonly children: ReactNode
}) {
  const navigate = useNavigate()
  const { sort, direction } = sortOf(props.search)
  return (
    <Th
      className={props.className}
      sorted={sort === props.sort ? ARIA_SORT[direction] : undefined}
      onSort={() => navigate({ to: '/admin/approvals', search: withSort(props.search, props.sort) })}
    >
      {props.children}
    </Th>
  )
}

function Row(props: {
  readonly row: ListRow
  readonly search: ApprovalSearch
  readonly selection: Selection | undefined
}) {
  const { row, search, selection } = props
  const look = selection?.has(row.id) ? 'bg-raised' : ''
  return (
    <tr data-row={row.id} className={`focus-within:bg-raised hover:bg-raised ${look}`}>
      {selection ? (
        <Td className="pr-0">{isDecidable(row) ? <RowCheckbox row={row} selection={selection} /> : null}</Td>
      ) : null}
      <Td className="min-w-0">
        <ApplicantLink row={row} search={search} />
        <p className="truncate text-xs text-soft">{row.email ?? 'no e-mail address'}</p>
      </Td>
      <Td>
        {row.tier ? <TierBadge tier={row.tier} /> : <Missing because="the application names no tier" />}
      </Td>
      <Td>
        {row.wallet ? (
          <HexText hex={row.wallet} label="wallet address" />
        ) : (
          <Missing because="the application names no wallet" />
        )}
      </Td>
      <Td>
        <ApplicationStatus status={row.status} />
      </Td>
      <Td>
        <RowClock row={row} />
      </Td>
      <Td>
        <SignalCount row={row} />
      </Td>
      <Td>
        <ApprovalsGiven row={row} />
      </Td>
      <Td className="hidden truncate lg:table-cell">
        {row.assignedTo ?? <span className="text-soft">nobody</span>}
      </Td>
    </tr>
  )
}
