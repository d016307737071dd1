import { useState } from 'react'
import { troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { MailBody } from './MailBody.tsx'
import { MailFacts } from './MailFacts.tsx'
import { useMail, useResendMail } from './use-mails.ts'

/** One mail: how far it came, what it says, and the way to send it again. */
export function MailDialog({ mailId, onClose }: { readonly mailId: string; readonly onClose: () => void }) {
  const { data: mail, error } = useMail(mailId)
  return (
    <Dialog title={mail?.subject ?? `Mail ${mailId}`} onClose={onClose}>
      {error ? <Notice look="trouble">{troubleOf(error).message}</Notice> : null}
      {mail ? (
        <div className="grid gap-3">
          <MailFacts mail={mail} />
          <MailBody mail={mail} />
        </div>
      ) : null}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Close</Button>
        {mail ? <ResendButton mailId={mailId} state={mail.state} onQueued={onClose} /> : null}
      </div>
    </Dialog>
  )
}

function ResendButton(props: {
  readonly mailId: string
  readonly state: string
  readonly onQueued: () => void
}) {
  const { signedIn } = useSession()
  const announce = useAnnounce()
  const [isAsking, setAsking] = useState(false)
  const resend = useResendMail((queued) => {
    announce(`The mail to ${queued.to} is queued.`)
    props.onQueued()
  })
  if (props.state === 'queued' || !may(signedIn, 'mail.send')) return null
  if (!isAsking)
    return (
      <Button look="primary" onClick={() => setAsking(true)}>
        Send again
      </Button>
    )
  return (
    <>
      <Button look="primary" isBusy={resend.isPending} onClick={() => resend.mutate(props.mailId)}>
        {props.state === 'sent' ? 'Yes, send a copy now' : 'Yes, send it now'}
      </Button>
      {resend.error ? <Notice look="trouble">{troubleOf(resend.error).message}</Notice> : null}
    </>
  )
}
