import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import { type ConnectedWallet, WalletPicker } from '../wallet/WalletPicker.tsx'
import { WalletRefusedError } from '../wallet/wallets.ts'
import { eraseByLink, eraseByWallet } from './erase-me.ts'
import { erasureToken } from './erasure-token.ts'
import type { MyApplications } from './use-my-applications.ts'

type Person = NonNullable<MyApplications['person']>

/** The last question before everything is erased: it is confirmed by the wallet or by a mailed link, never by a click. */
export function EraseDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }) {
  // Loaded anew, the page remembers nothing of whoever was erased.
  const leave = { onSuccess: () => location.assign('/') }
  const byLink = useMutation({ mutationFn: eraseByLink, ...leave })
  const byWallet = useMutation({
    mutationFn: (connected: ConnectedWallet) => eraseByWallet(connected, person.wallet),
    ...leave,
  })
  const mailing = useMutation({ mutationFn: () => api.applicant.requestErasure.mutate() })
  const trouble = byLink.error ?? byWallet.error ?? mailing.error
  return (
    <Dialog title="Erase everything that is kept of you?" onClose={onClose}>
      <div className="grid gap-4">
        <p className="text-soft">
          Your answers, questions, mails, draft and sign-in are blanked for good; an open application is
          withdrawn. A node whose credential lives has to be given up first: ask the network’s support to
          revoke it.
        </p>
        {trouble ? <Notice look="trouble">{sentenceOf(trouble)}</Notice> : null}
        {erasureToken ? (
          <Confirm>
            <p>Your mail confirmed it. One more click, and it is done.</p>
            <Button look="danger" isBusy={byLink.isPending} onClick={() => byLink.mutate(erasureToken ?? '')}>
              Erase everything now
            </Button>
          </Confirm>
        ) : null}
        {person.wallet && !erasureToken ? (
          <Confirm>
            <p>Confirm with the wallet that you signed in with:</p>
            <WalletPicker verb="Sign with" onConnect={(connected) => byWallet.mutate(connected)} />
          </Confirm>
        ) : null}
        {person.email && !erasureToken ? (
          <Confirm>
            {mailing.isSuccess ? (
              <Notice look="success">
                A link is on its way to {person.email}. It is good once and for an hour.
              </Notice>
            ) : (
              <>
                <p>Confirm by a link to your mail address:</p>
                <Button isBusy={mailing.isPending} onClick={() => mailing.mutate()}>
                  Mail me a link
                </Button>
              </>
            )}
          </Confirm>
        ) : null}
        <Button className="justify-self-start" onClick={onClose}>
          Keep everything
        </Button>
      </div>
    </Dialog>
  )
}

function Confirm({ children }: { readonly children: ReactNode }) {
  return <div className="grid justify-items-start gap-2 rounded-lg border border-line p-3">{children}</div>
}

function sentenceOf(error: unknown): string {
  return error instanceof WalletRefusedError ? error.message : troubleOf(error).message
}
