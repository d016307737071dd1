import type { ApprovalSearch } from './approval-search.ts'
import type { ListRow } from './list-row.ts'
import type { Selection } from './use-selection.ts'

/** What table and cards are made of. */
export interface RowsProps {
  readonly rows: readonly ListRow[]
  readonly search: ApprovalSearch
  /** Undefined for those who decide nothing. */
  readonly selection: Selection | undefined
}
