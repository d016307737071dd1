import { useState } from 'react'
import { troubleOf } from '../api/client.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { MailDialog } from './MailDialog.tsx'
import { MailTable } from './MailTable.tsx'
import { useMails } from './use-mails.ts'

/** The mails about one application, for its page. */
export function MailPanel({ applicationId }: { readonly applicationId: number }) {
  const [open, setOpen] = useState<string>()
  const { data: mails, error } = useMails({ applicationId, limit: 200 })
  return (
    <Panel title="Mails" aside={mails ? `${mails.length} about this application` : undefined}>
      {error ? (
        <div className="p-4">
          <Notice look="trouble">{troubleOf(error).message}</Notice>
        </div>
      ) : null}
      {mails?.length === 0 ? (
        <p className="px-4 py-6 text-center text-soft">No mail was written yet.</p>
      ) : null}
      {mails && mails.length > 0 ? <MailTable mails={mails} onOpen={setOpen} /> : null}
      {open ? <MailDialog mailId={open} onClose={() => setOpen(undefined)} /> : null}
    </Panel>
  )
}
