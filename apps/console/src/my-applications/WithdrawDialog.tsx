import { useMutation } from '@tanstack/react-query'
import { api, troubleOf } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'

/** Asks whether an application is really to be taken back. */
export function WithdrawDialog(props: {
  readonly publicId: string
  readonly onClose: () => void
  readonly onWithdrawn: () => void
}) {
  const announce = useAnnounce()
  const withdrawing = useMutation({
    mutationFn: () => api.applicant.withdrawApplication.mutate({ publicId: props.publicId }),
    onSuccess: () => {
      announce('Your application is withdrawn.')
      props.onWithdrawn()
    },
  })
  return (
    <Dialog title="Withdraw this application?" onClose={props.onClose}>
      <p className="mb-4 text-soft">Nobody reviews it any more. You may send a new one at once.</p>
      {withdrawing.error ? (
        <div className="mb-4">
          <Notice look="trouble">{troubleOf(withdrawing.error).message}</Notice>
        </div>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <Button look="danger" isBusy={withdrawing.isPending} onClick={() => withdrawing.mutate()}>
          Withdraw it
        </Button>
        <Button onClick={props.onClose}>Keep it</Button>
      </div>
    </Dialog>
  )
}
