import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useNow } from '../ui/use-now.ts'
import { type MyApplication, useRefreshMine } from './use-my-applications.ts'
import { WithdrawDialog } from './WithdrawDialog.tsx'

/** What can be done about an application where it stands. */
export function CardActions({ application }: { readonly application: MyApplication }) {
  const [isWithdrawing, setIsWithdrawing] = useState(false)
  const refresh = useRefreshMine()
  const now = useNow()
  const { status, publicId, claim, reapplyAt } = application
  const isOpen = status === 'pending' || status === 'needs_attention'
  const mayReapply =
    status === 'withdrawn' || (status === 'rejected' && (!reapplyAt || Date.parse(reapplyAt) <= now))
  return (
    <>
      {claim?.state === 'invited' ? <AskForInvitation publicId={publicId} /> : null}
      {mayReapply ? (
        <p>
          <Link
            to="/apply"
            className="inline-flex min-h-8 items-center rounded-md border border-line bg-surface px-3 font-medium hover:bg-raised"
          >
            Apply again
          </Link>
        </p>
      ) : null}
      {isOpen ? (
        <p>
          <Button onClick={() => setIsWithdrawing(true)}>Withdraw</Button>
        </p>
      ) : null}
      {isWithdrawing ? (
        <WithdrawDialog
          publicId={publicId}
          onClose={() => setIsWithdrawing(false)}
          onWithdrawn={async () => {
            setIsWithdrawing(false)
            await refresh()
          }}
        />
      ) : null}
    </>
  )
}

function AskForInvitation({ publicId }: { readonly publicId: string }) {
  const announce = useAnnounce()
  const asking = useMutation({
    mutationFn: () => api.applicant.askForInvitation.mutate({ publicId }),
    onSuccess: () => announce('Another invitation is on its way; the link before it has ended.'),
  })
  return (
    <div className="grid justify-items-start gap-2">
      <Button isBusy={asking.isPending} onClick={() => asking.mutate()}>
        Send the invitation again
      </Button>
      {asking.error ? <Notice look="trouble">{troubleOf(asking.error).message}</Notice> : null}
    </div>
  )
}
