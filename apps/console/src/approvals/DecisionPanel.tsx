import { useSession } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { Assignment } from './Assignment.tsx'
import type { Asked } from './DecisionDialogs.tsx'
import { isDecidable } from './list-row.ts'
import { hasApproved } from './may-approve.ts'
import type { ApplicationDetail } from './use-application.ts'
import { personOf } from './words.ts'

/** Who has approved, who has to, and the ways to decide. */
export function DecisionPanel(props: {
  readonly application: ApplicationDetail
  readonly allowed: {
    readonly decide: boolean
    readonly approve: boolean
    readonly correct: boolean
    readonly ask: boolean
  }
  readonly onAsk: (asked: Asked) => void
  readonly onHelp: () => void
}) {
  const { application, allowed, onAsk, onHelp } = props
  const isOpen = isDecidable(application)
  return (
    <Panel
      title="Decision"
      aside={
        <button type="button" onClick={onHelp} className="hidden cursor-pointer hover:text-ink md:inline">
          Keys <kbd className="rounded border border-line bg-raised px-1.5 font-mono">?</kbd>
        </button>
      }
    >
      <div className="grid gap-3 p-4">
        {isOpen ? <ApprovalsSoFar application={application} /> : <p>Decided. A decision is made once.</p>}
        {isOpen && !allowed.decide ? (
          <p className="text-soft">Your role does not decide; an approver does.</p>
        ) : null}
        {allowed.decide ? (
          <div className="grid grid-cols-2 gap-2">
            <Button look="primary" disabled={!allowed.approve} onClick={() => onAsk({ what: 'approve' })}>
              Approve …
            </Button>
            <Button look="danger" onClick={() => onAsk({ what: 'reject' })}>
              Reject …
            </Button>
          </div>
        ) : null}
        {allowed.correct || allowed.ask ? (
          <div className="grid grid-cols-2 gap-2">
            <Button disabled={!allowed.correct} onClick={() => onAsk({ what: 'correct', field: 'name' })}>
              Correct …
            </Button>
            <Button disabled={!allowed.ask} onClick={() => onAsk({ what: 'ask' })}>
              Ask …
            </Button>
          </div>
        ) : null}
        <Assignment application={application} />
      </div>
    </Panel>
  )
}

function ApprovalsSoFar({ application }: { readonly application: ApplicationDetail }) {
  const { signedIn } = useSession()
  const { given, needed, twoPerson, inForce, why } = application.approvals
  return (
    <>
      <p>
        <strong>
          {given.length} of {needed}
        </strong>{' '}
        {needed === 1 ? 'approval' : 'approvals'} given
        <span className="text-soft">; {why}.</span>
      </p>
      {twoPerson && !inForce ? (
        <Notice look="warning">The two-person rule is not in force: {why}.</Notice>
      ) : null}
      {hasApproved(application, signedIn) ? (
        <p className="font-medium">You have approved it; another person has to approve it as well.</p>
      ) : null}
      {given.length > 0 ? (
        <ul className="grid gap-1">
          {given.map(({ approver, approvedAt }) => (
            <li key={approver} className="flex justify-between gap-2">
              <span className="font-medium text-good">✓ {personOf(approver)}</span>
              <span className="text-xs text-soft">
                <Time at={approvedAt} />
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {application.waitingListPosition !== undefined ? (
        <Notice look="warning">
          The tier is full; this is number {application.waitingListPosition} on its waiting list.
        </Notice>
      ) : null}
    </>
  )
}
