import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { troubleOf } from '../api/client.ts'
import { CredentialPanel } from '../credentials/CredentialPanel.tsx'
import { KeysDialog } from '../keys/KeysDialog.tsx'
import { useKeys } from '../keys/use-keys.ts'
import { MailPanel } from '../mail/MailPanel.tsx'
import { may } from '../session/may.ts'
import { SignedInOnly } from '../session/SignedInOnly.tsx'
import { useSession } from '../session/use-session.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { AnswersPanel } from './AnswersPanel.tsx'
import { ApplicationHeading } from './ApplicationHeading.tsx'
import type { ApprovalSearch } from './approval-search.ts'
import { type Asked, DecisionDialogs } from './DecisionDialogs.tsx'
import { DecisionPanel } from './DecisionPanel.tsx'
import { ErasePanel } from './ErasePanel.tsx'
import { HistoryPanel } from './HistoryPanel.tsx'
import { isDecidable } from './list-row.ts'
import { MessagesPanel } from './MessagesPanel.tsx'
import { mayApprove } from './may-approve.ts'
import { Neighbours } from './Neighbours.tsx'
import { NewsNotice } from './NewsNotice.tsx'
import { NotesPanel } from './NotesPanel.tsx'
import { SignalsPanel } from './SignalsPanel.tsx'
import { type ApplicationDetail, useApplication } from './use-application.ts'
import { useNeighbours } from './use-neighbours.ts'

const route = getRouteApi('/admin/approvals/$applicationId')

/** One application with everything that a decision needs in view, and the decision. */
export function ApplicationPage() {
  const search = route.useSearch()
  const applicationId = Number(route.useParams().applicationId)
  const neighbours = useNeighbours(applicationId, search)
  useKeys({
    j: () => neighbours.goNext?.(),
    k: () => neighbours.goPrevious?.(),
    u: neighbours.goUp,
  })
  return (
    <Page title={`Application ${applicationId}`} aside={<Neighbours {...neighbours} />}>
      <SignedInOnly needs="applications.read">
        <Loaded key={applicationId} applicationId={applicationId} search={search} />
      </SignedInOnly>
    </Page>
  )
}

interface LoadedProps {
  readonly applicationId: number
  readonly search: ApprovalSearch
}

function Loaded({ applicationId, ...rest }: LoadedProps) {
  const { data, error } = useApplication(applicationId)
  if (data) return <Detail application={data} {...rest} />
  if (error)
    return <EmptyState title="This application cannot be shown">{troubleOf(error).message}</EmptyState>
  return (
    <p role="status" className="grid h-96 place-content-center text-soft">
      Loading the application …
    </p>
  )
}

const KEYS = [
  ['a', 'approve'],
  ['r', 'reject'],
  ['c', 'correct an answer'],
  ['i', 'ask the applicant'],
  ['n', 'write a note'],
  ['j', 'the next application'],
  ['k', 'the one before'],
  ['u', 'back to the list'],
  ['?', 'this list'],
] as const

function Detail({
  application,
  search,
}: Omit<LoadedProps, 'applicationId'> & { readonly application: ApplicationDetail }) {
  const { signedIn } = useSession()
  const [asked, setAsked] = useState<Asked>()
  const [isHelping, setHelping] = useState(false)
  const isOpen = isDecidable(application)
  const allowed = {
    decide: isOpen && may(signedIn, 'applications.decide'),
    approve: mayApprove(application, signedIn),
    correct: isOpen && may(signedIn, 'applications.correct'),
    ask: isOpen && may(signedIn, 'applications.ask'),
  }
  useKeys({
    a: () => allowed.approve && setAsked({ what: 'approve' }),
    r: () => allowed.decide && setAsked({ what: 'reject' }),
    c: () => allowed.correct && setAsked({ what: 'correct', field: 'name' }),
    i: () => allowed.ask && setAsked({ what: 'ask' }),
    n: () => document.getElementById('note')?.focus(),
    '?': () => setHelping(true),
  })
  return (
    <div className="grid gap-4">
      <ApplicationHeading application={application} />
      <NewsNotice application={application} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:grid-rows-[auto_1fr]">
        <div className="grid min-w-0 gap-4 lg:row-span-2">
          <AnswersPanel
            application={application}
            onCorrect={allowed.correct ? (field) => setAsked({ what: 'correct', field }) : undefined}
          />
          <SignalsPanel application={application} search={search} />
          <CredentialPanel applicationId={application.id} />
          <MailPanel applicationId={application.id} />
          <HistoryPanel application={application} />
        </div>
        <div className="row-start-1 grid min-w-0 gap-4 lg:col-start-2">
          <DecisionPanel
            application={application}
            allowed={allowed}
            onAsk={setAsked}
            onHelp={() => setHelping(true)}
          />
        </div>
        <div className="grid min-w-0 gap-4 lg:col-start-2">
          <MessagesPanel application={application} />
          <NotesPanel application={application} />
          <ErasePanel applicationId={application.id} />
        </div>
      </div>
      <DecisionDialogs application={application} asked={asked} onClose={() => setAsked(undefined)} />
      {isHelping ? <KeysDialog keys={KEYS} onClose={() => setHelping(false)} /> : null}
    </div>
  )
}
