import { useState } from 'react'
import { api } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextField } from '../ui/Field.tsx'
import { Time } from '../ui/Time.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useDeed, useGrace } from './use-credentials.ts'

/** The grace period of an operator: once per wallet and person. Rewards do not read it yet. */
export function GraceLine({ applicationId }: { readonly applicationId: number }) {
  const { data: grace } = useGrace(applicationId)
  const { signedIn } = useSession()
  const [isAsking, setAsking] = useState(false)
  if (grace === undefined) return null
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line px-4 py-3">
      <p>
        <strong>Grace period</strong>{' '}
        <span className="text-soft">
          {grace ? (
            <>
              until <Time at={grace.endsAt} exact />; rewards and penalties do not read it yet
            </>
          ) : (
            'none: this wallet or this person had one before'
          )}
        </span>
      </p>
      {grace && may(signedIn, 'credentials.extend-grace') ? (
        <Button onClick={() => setAsking(true)}>Extend …</Button>
      ) : null}
      {isAsking ? <ExtendDialog applicationId={applicationId} onClose={() => setAsking(false)} /> : null}
    </div>
  )
}

function ExtendDialog(props: { readonly applicationId: number; readonly onClose: () => void }) {
  const { applicationId, onClose } = props
  const announce = useAnnounce()
  const [days, setDays] = useState(30)
  const extend = useDeed(
    (reason: string) => api.admin.extendGrace.mutate({ applicationId, days, reason }),
    () => {
      announce('The grace period is longer now.')
      onClose()
    },
  )
  return (
    <Dialog title="Extend the grace period" onClose={onClose}>
      <ReasonForm
        label="Extend"
        isBusy={extend.isPending}
        error={extend.error}
        onSubmit={(reason) => extend.mutate(reason)}
        onClose={onClose}
      >
        <TextField
          label="Days"
          type="number"
          min={1}
          max={90}
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        />
      </ReasonForm>
    </Dialog>
  )
}
