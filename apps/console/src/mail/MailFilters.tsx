import { Button } from '../ui/Button.tsx'
import { Select } from '../ui/Field.tsx'
import type { MailSearch } from './mail-search.ts'
import { typeInWords } from './mail-words.ts'

/** What narrows the list, besides the state. */
export function MailFilters(props: {
  readonly search: MailSearch
  /** Those of which there are mails. */
  readonly types: readonly string[]
  readonly onFilter: (filter: {
    readonly type?: string | undefined
    readonly application?: number | undefined
  }) => void
}) {
  const { search, onFilter } = props
  return (
    <search className="flex flex-wrap items-end gap-3 border-b border-line px-4 py-3">
      <Select
        label="Type"
        value={search.type ?? ''}
        onChange={(event) => onFilter({ type: event.target.value || undefined })}
      >
        <option value="">any type</option>
        {props.types.map((type) => (
          <option key={type} value={type}>
            {typeInWords(type)}
          </option>
        ))}
      </Select>
      {search.application === undefined ? null : (
        <Button onClick={() => onFilter({ application: undefined })}>
          about application {search.application} <span aria-hidden="true">×</span>
          <span className="sr-only">: show all again</span>
        </Button>
      )}
    </search>
  )
}
