import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Select, TextField } from '../ui/Field.tsx'
import { AnswerInput } from './AnswerInput.tsx'
import { DecisionTrouble } from './DecisionTrouble.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { useDraft } from './use-draft.ts'
import { ANSWER_WORDS, type AnswerField } from './words.ts'

/** Changes one answer, with the reason why. */
export function CorrectDialog(props: {
  readonly application: ApplicationDetail
  readonly field: AnswerField
  readonly onClose: () => void
  readonly onChanged: () => void
}) {
  const [application] = useState(props.application)
  const [field, setField] = useState(props.field)
  const [value, setValue] = useState<string>(application[field] ?? '')
  const [reason, write, forget] = useDraft(`correct:${application.id}`)
  const announce = useAnnounce()
  const correct = useMutation({
    mutationFn: () =>
      api.admin.correctApplication.mutate({
        applicationId: application.id,
        digest: application.digest,
        version: application.version,
        [field]: value,
        reason,
      }),
    onSuccess: () => {
      forget()
      announce(`${ANSWER_WORDS[field]} of application ${application.id} is corrected.`)
      props.onChanged()
      props.onClose()
    },
    onError: props.onChanged,
  })
  const choose = (next: AnswerField) => {
    setField(next)
    setValue(application[next] ?? '')
  }
  return (
    <Dialog title={`Correct application ${application.id}`} onClose={props.onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          correct.mutate()
        }}
      >
        <Select label="Answer" value={field} onChange={(event) => choose(event.target.value as AnswerField)}>
          {Object.entries(ANSWER_WORDS).map(([name, words]) => (
            <option key={name} value={name} disabled={name === 'wallet' && application.wallet !== undefined}>
              {words}
            </option>
          ))}
        </Select>
        <AnswerInput label="New answer" isRequired field={field} value={value} onChange={setValue} />
        <TextField
          label="Why"
          hint="Stays in the history for ever; nothing about the person."
          required
          maxLength={2_000}
          value={reason}
          onChange={(event) => write(event.target.value)}
        />
        <p className="text-xs text-soft">A correction voids approvals that were given before.</p>
        <DecisionTrouble error={correct.error} application={props.application} />
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button look="primary" type="submit" isBusy={correct.isPending}>
            Correct
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
