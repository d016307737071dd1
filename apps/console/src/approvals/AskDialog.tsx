import { useMutation } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextArea } from '../ui/Field.tsx'
import { DecisionTrouble } from './DecisionTrouble.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { useDraft } from './use-draft.ts'

/** Asks the applicant something by mail; the clock stands until the answer is there. */
export function AskDialog(props: {
  readonly application: ApplicationDetail
  readonly onClose: () => void
  readonly onChanged: () => void
}) {
  const { application } = props
  const announce = useAnnounce()
  const [question, write, forget] = useDraft(`ask:${application.id}`)
  const ask = useMutation({
    mutationFn: () => api.admin.requestInformation.mutate({ applicationId: application.id, question }),
    onSuccess: () => {
      forget()
      announce(`The question is on its way to ${application.email}.`)
      props.onChanged()
      props.onClose()
    },
    onError: props.onChanged,
  })
  return (
    <Dialog title={`Ask the applicant of application ${application.id}`} onClose={props.onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          ask.mutate()
        }}
      >
        <TextArea
          label="Question"
          hint={`Mailed to ${application.email ?? 'the applicant'}. The review's clock stands until it is answered.`}
          required
          maxLength={2_000}
          value={question}
          onChange={(event) => write(event.target.value)}
        />
        <DecisionTrouble error={ask.error} application={application} />
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button look="primary" type="submit" isBusy={ask.isPending}>
            Send the question
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
