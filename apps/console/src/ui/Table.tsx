import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from 'react'

/** Rows of one kind of thing. `caption` names the table for those who do not see it. */
export function Table(props: {
  readonly caption: string
  readonly head: ReactNode
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <div className="overflow-x-auto">
      <table className={`w-full border-collapse text-left ${props.className ?? ''}`}>
        <caption className="sr-only">{props.caption}</caption>
        <thead className="text-xs text-soft">
          <tr className="border-b border-line">{props.head}</tr>
        </thead>
        <tbody className="divide-y divide-line">{props.children}</tbody>
      </table>
    </div>
  )
}

/** A column's head. With `onSort` it is a button that says how the rows are sorted. */
export function Th({
  children,
  sorted,
  onSort,
  className = '',
  ...rest
}: ThHTMLAttributes<HTMLTableCellElement> & {
  readonly sorted?: 'ascending' | 'descending' | undefined
  readonly onSort?: (() => void) | undefined
}) {
  const arrow = sorted === 'ascending' ? '↑' : sorted === 'descending' ? '↓' : ''
  return (
    <th
      scope="col"
      {...rest}
      aria-sort={sorted}
      className={`h-9 px-3 font-medium whitespace-nowrap ${className}`}
    >
      {onSort ? (
        <button type="button" onClick={onSort} className="cursor-pointer hover:text-ink">
          {children}
          <span aria-hidden="true" className="inline-block w-4 text-center">
            {arrow}
          </span>
        </button>
      ) : (
        children
      )}
    </th>
  )
}

export function Td({ className = '', ...rest }: TdHTMLAttributes<HTMLTableCellElement>) {
  return <td {...rest} className={`px-3 py-2 align-middle ${className}`} />
}
