import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextField } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'

/** For owners: the way to erase the person from an application, when they asked for it outside of the console. */
export function ErasePanel({ applicationId }: { readonly applicationId: number }) {
  const { signedIn } = useSession()
  const [isErasing, setErasing] = useState(false)
  if (!may(signedIn, 'applications.erase')) return null
  return (
    <Panel title="The person’s data">
      <div className="grid justify-items-start gap-2 p-4">
        <p className="text-xs text-soft">
          Applicants erase themselves under My applications. Do it for one who asks in another way.
        </p>
        <Button look="danger" onClick={() => setErasing(true)}>
          Erase the person …
        </Button>
      </div>
      {isErasing ? <EraseDialog applicationId={applicationId} onClose={() => setErasing(false)} /> : null}
    </Panel>
  )
}

function EraseDialog(props: { readonly applicationId: number; readonly onClose: () => void }) {
  const { applicationId, onClose } = props
  const [reason, setReason] = useState('')
  const announce = useAnnounce()
  const client = useQueryClient()
  const erasing = useMutation({
    mutationFn: () => api.admin.eraseApplication.mutate({ applicationId, reason }),
    onSuccess: async () => {
      announce(`The person is erased from application ${applicationId}.`)
      await client.invalidateQueries()
      onClose()
    },
  })
  return (
    <Dialog title={`Erase the person from application ${applicationId}?`} onClose={onClose}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (reason.trim() !== '') erasing.mutate()
        }}
      >
        <p className="text-soft">
          Answers, notes, questions, mails and deliveries are blanked for good; an open application is closed.
          Number, status, digests and dates stay.
        </p>
        <TextField
          label="Reason"
          required
          maxLength={500}
          hint="It stands in the audit log for ever: name nobody in it."
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {erasing.error ? <Notice look="trouble">{troubleOf(erasing.error).message}</Notice> : null}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="danger" isBusy={erasing.isPending}>
            Erase
          </Button>
          <Button onClick={onClose}>Keep it</Button>
        </div>
      </form>
    </Dialog>
  )
}
