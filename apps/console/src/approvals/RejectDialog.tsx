import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { DecisionTrouble } from './DecisionTrouble.tsx'
import { ReasonFields } from './ReasonFields.tsx'
import { RejectionPreview } from './RejectionPreview.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { useDraft } from './use-draft.ts'
import type { RejectionCode } from './words.ts'

/** Asks for a reason in two forms: a code for us, and words that the applicant reads; shows the mail they come in. */
export function RejectDialog(props: {
  readonly application: ApplicationDetail
  readonly onClose: () => void
  readonly onChanged: () => void
}) {
  const [application] = useState(props.application)
  const announce = useAnnounce()
  const [reasonCode, setReasonCode] = useState<RejectionCode | ''>('')
  const [reason, write, forget] = useDraft(`reject:${application.id}`)
  const reject = useMutation({
    mutationFn: (code: RejectionCode) =>
      api.admin.rejectApplication.mutate({
        applicationId: application.id,
        digest: application.digest,
        version: application.version,
        reasonCode: code,
        reason,
      }),
    onSuccess: () => {
      forget()
      announce(`Application ${application.id} is rejected.`)
      props.onChanged()
      props.onClose()
    },
    onError: props.onChanged,
  })
  return (
    <Dialog title={`Reject application ${application.id}?`} onClose={props.onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (reasonCode) reject.mutate(reasonCode)
        }}
      >
        <ReasonFields code={reasonCode} onCode={setReasonCode} reason={reason} onReason={write} />
        <RejectionPreview application={application} reason={reason} />
        <DecisionTrouble error={reject.error} application={props.application} />
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button look="danger" type="submit" isBusy={reject.isPending}>
            Reject
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
