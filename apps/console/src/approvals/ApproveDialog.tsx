import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { DecisionTrouble } from './DecisionTrouble.tsx'
import type { ApplicationDetail } from './use-application.ts'

/** Asks once more before an approval, and says what it brings about. It binds what was on the screen when it opened. */
export function ApproveDialog(props: {
  readonly application: ApplicationDetail
  readonly onClose: () => void
  readonly onChanged: () => void
}) {
  // Not what arrives meanwhile: a decision is about what its maker has read.
  const [application] = useState(props.application)
  const { approvals } = application
  const announce = useAnnounce()
  const approve = useMutation({
    mutationFn: () =>
      api.admin.approveApplication.mutate({
        applicationId: application.id,
        digest: application.digest,
        version: application.version,
      }),
    onSuccess: ({ status }) => {
      announce(
        status === 'approved'
          ? `Application ${application.id} is approved; the invitation is on its way.`
          : `Your approval of application ${application.id} is given; a second person has to approve as well.`,
      )
      props.onChanged()
      props.onClose()
    },
    onError: props.onChanged,
  })
  const isLast = approvals.given.length + 1 >= approvals.needed
  return (
    <Dialog title={`Approve application ${application.id}?`} onClose={props.onClose}>
      <div className="grid gap-3">
        <p>
          <strong className="[overflow-wrap:anywhere]">
            {application.name ?? 'An applicant without a name'}
          </strong>{' '}
          {application.tier ? <TierBadge tier={application.tier} /> : null}
        </p>
        <ul className="list-disc space-y-1 pl-5">
          {isLast ? (
            <>
              <li>The wallet becomes an operator, with a credential of its own.</li>
              <li>
                An invitation to claim it goes to <strong className="break-all">{application.email}</strong>.
              </li>
            </>
          ) : (
            <li>
              This is the first of two approvals. Nothing happens until a second person approves as well.
            </li>
          )}
          <li>It holds for the answers as you see them; a correction voids it.</li>
        </ul>
        {approvals.twoPerson && !approvals.inForce ? <p className="text-warn-ink">{approvals.why}.</p> : null}
        <DecisionTrouble error={approve.error} application={props.application} />
        <div className="flex justify-end gap-2">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button look="primary" isBusy={approve.isPending} onClick={() => approve.mutate()} data-first>
            Approve
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
