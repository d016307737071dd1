import { type FormEvent, type ReactNode, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { TextArea } from '../ui/Field.tsx'
import { DeedTrouble } from './DeedTrouble.tsx'

/** The inside of a dialog that asks why before it does something. */
export function ReasonForm(props: {
  readonly label: string
  readonly look?: 'primary' | 'danger'
  readonly isBusy: boolean
  readonly error: unknown
  readonly onSubmit: (reason: string) => void
  readonly onClose: () => void
  readonly children: ReactNode
}) {
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    props.onSubmit(reason)
  }
  return (
    <form onSubmit={submit} className="grid gap-3">
      {props.children}
      <TextArea
        label="Reason"
        hint="Kept in the audit log; no secret and no personal data."
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        required
        minLength={3}
        maxLength={1_000}
        rows={3}
      />
      <DeedTrouble error={props.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={props.onClose}>Cancel</Button>
        <Button type="submit" look={props.look ?? 'primary'} isBusy={props.isBusy}>
          {props.label}
        </Button>
      </div>
    </form>
  )
}
