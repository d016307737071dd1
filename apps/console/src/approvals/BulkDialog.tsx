import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { troubleOf } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { type BulkDecision, type BulkResult, decideAll } from './decide-all.ts'
import type { ListRow } from './list-row.ts'
import { ReasonFields } from './ReasonFields.tsx'
import { useApplicationsChanged } from './use-applications.ts'
import { useDraft } from './use-draft.ts'
import type { RejectionCode } from './words.ts'

/** Asks once more before one decision on several applications, and tells what became of each. */
export function BulkDialog(props: {
  readonly decision: 'approve' | 'reject'
  readonly rows: readonly ListRow[]
  readonly onDone: () => void
  readonly onClose: () => void
}) {
  // What was chosen when it opened: rows that are decided leave the list behind it.
  const [rows] = useState(props.rows)
  const { decision } = props
  const changed = useApplicationsChanged()
  const [reasonCode, setReasonCode] = useState<RejectionCode | ''>('')
  const [reason, write, forget] = useDraft('reject:several')
  const decide = useMutation({
    mutationFn: (asked: BulkDecision) => decideAll(rows, asked),
    onSuccess: () => {
      forget()
      props.onDone()
    },
    onSettled: changed,
  })
  const what = rows.length === 1 ? '1 application' : `${rows.length} applications`
  if (decide.data) return <Results results={decide.data} rows={rows} onClose={props.onClose} />
  return (
    <Dialog title={`${decision === 'approve' ? 'Approve' : 'Reject'} ${what}?`} onClose={props.onClose}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (decision === 'approve') decide.mutate({ decision })
          else if (reasonCode) decide.mutate({ decision, reasonCode, reason })
        }}
      >
        <p>{decision === 'approve' ? WHAT_APPROVING_DOES : WHAT_REJECTING_DOES}</p>
        <ul className="max-h-56 divide-y divide-line overflow-y-auto rounded-md border border-line">
          {rows.map((row) => (
            <li key={row.id} className="flex items-center justify-between gap-3 px-3 py-1.5">
              <Who row={row} />
              {row.tier ? <TierBadge tier={row.tier} /> : null}
            </li>
          ))}
        </ul>
        {decision === 'reject' ? (
          <ReasonFields code={reasonCode} onCode={setReasonCode} reason={reason} onReason={write} />
        ) : null}
        {decide.error ? <Notice look="trouble">{troubleOf(decide.error).message}</Notice> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button
            look={decision === 'approve' ? 'primary' : 'danger'}
            type="submit"
            isBusy={decide.isPending}
            data-first={decision === 'approve' ? '' : undefined}
          >
            {decision === 'approve' ? `Approve ${what}` : `Reject ${what}`}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

const WHAT_APPROVING_DOES =
  'Each wallet becomes an operator with a credential, and is invited by mail to claim it. Where two people have to approve, this is one of the two. It holds for the answers as the list shows them: an application that changed meanwhile is left alone.'
const WHAT_REJECTING_DOES =
  'Each applicant gets a mail with the words below. An application that changed or was decided meanwhile is left alone.'

function Who({ row }: { readonly row: ListRow }) {
  return (
    <span className="min-w-0 truncate">
      {row.name ?? 'no name'} <span className="text-xs text-soft">#{row.id}</span>
    </span>
  )
}

function Results(props: {
  readonly results: readonly BulkResult[]
  readonly rows: readonly ListRow[]
  readonly onClose: () => void
}) {
  const { results, rows, onClose } = props
  const failed = results.filter(({ went }) => !went).length
  const title =
    failed === 0 ? 'All of them are done' : `${results.length - failed} of ${results.length} are done`
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="grid gap-3">
        <ul className="max-h-80 divide-y divide-line overflow-y-auto rounded-md border border-line">
          {rows.map((row) => (
            <li key={row.id} className="grid gap-0.5 px-3 py-1.5">
              <Who row={row} />
              <Outcome result={results.find(({ applicationId }) => applicationId === row.id)} />
            </li>
          ))}
        </ul>
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose} data-first>
            Close
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

function Outcome({ result }: { readonly result: BulkResult | undefined }) {
  if (!result) return <p className="text-xs text-bad">no answer for this one; look at it</p>
  return <p className={`text-xs ${result.went ? 'text-good' : 'text-bad'}`}>{result.sentence}</p>
}
