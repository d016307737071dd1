/** One filter of a list; the first choice, with an empty value, filters nothing and names the filter. */
export function FilterSelect(props: {
  readonly label: string
  readonly any: string
  readonly value: string | undefined
  readonly choices: readonly (readonly [value: string, words: string])[]
  readonly onChange: (value: string | undefined) => void
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value ?? ''}
      onChange={(event) => props.onChange(event.target.value || undefined)}
      className={`min-h-8 w-full rounded-md border bg-surface px-2 sm:w-auto ${props.value ? 'border-accent text-ink' : 'border-line text-soft'}`}
    >
      <option value="">{props.any}</option>
      {props.choices.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  )
}
