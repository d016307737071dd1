import { TIERS } from '@noderr/protocol'
import { Select, TextArea, TextField } from '../ui/Field.tsx'
import type { AnswerField } from './words.ts'

const LONG: readonly AnswerField[] = ['experience', 'infrastructure', 'motivation']

/** The input that fits an answer. */
export function AnswerInput(props: {
  readonly field: AnswerField
  readonly value: string
  readonly onChange: (value: string) => void
  readonly label: string
  readonly isRequired: boolean
}) {
  const { field, value, onChange, label, isRequired } = props
  const shared = { label, value, required: isRequired }
  if (field === 'tier')
    return (
      <Select {...shared} onChange={(event) => onChange(event.target.value)}>
        <option value="">Choose …</option>
        {TIERS.map((tier) => (
          <option key={tier}>{tier}</option>
        ))}
      </Select>
    )
  if (LONG.includes(field))
    return <TextArea {...shared} maxLength={10_000} onChange={(event) => onChange(event.target.value)} />
  const type = field === 'email' ? 'email' : field === 'rpcEndpoint' ? 'url' : 'text'
  return (
    <TextField
      {...shared}
      type={type}
      maxLength={500}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => onChange(event.target.value)}
    />
  )
}
