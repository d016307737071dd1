import type { ListRow } from './list-row.ts'
import type { Selection } from './use-selection.ts'

/** Chooses one application for what is done next. */
export function RowCheckbox({ row, selection }: { readonly row: ListRow; readonly selection: Selection }) {
  return (
    <input
      type="checkbox"
      aria-label={`Select application ${row.id}`}
      checked={selection.has(row.id)}
      onChange={() => selection.toggle(row.id)}
      className="block size-4 accent-accent"
    />
  )
}
