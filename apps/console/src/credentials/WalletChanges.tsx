import { useState } from 'react'
import { api } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { TextField } from '../ui/Field.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Time } from '../ui/Time.tsx'
import { DeedTrouble } from './DeedTrouble.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useDeed, useWalletChanges, type WalletChangeRow } from './use-credentials.ts'

/** The way from a lost wallet to another: two people, the new wallet's signature, seven days of notice. */
export function WalletChanges({ applicationId }: { readonly applicationId: number }) {
  const { data: changes } = useWalletChanges(applicationId)
  const { signedIn } = useSession()
  const [isAsking, setAsking] = useState(false)
  const isOpen = changes?.some(({ cancellation, appliedAt }) => !cancellation && !appliedAt)
  const mayChange = may(signedIn, 'credentials.change-wallet')
  return (
    <div className="grid gap-3 border-t border-line px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p>
          <strong>Wallet</strong>{' '}
          <span className="text-soft">a lost one takes two people and seven days to change</span>
        </p>
        {mayChange && !isOpen ? <Button onClick={() => setAsking(true)}>Change …</Button> : null}
      </div>
      {changes?.map((change) => (
        <Change key={change.changeId} change={change} mayChange={mayChange} />
      ))}
      {isAsking ? <ProposeDialog applicationId={applicationId} onClose={() => setAsking(false)} /> : null}
    </div>
  )
}

function Change({ change, mayChange }: { readonly change: WalletChangeRow; readonly mayChange: boolean }) {
  const { changeId, newWallet, reason, proposedBy, confirmation, acceptedAt, cancellation, appliedAt } =
    change
  const announce = useAnnounce()
  const [isCancelling, setCancelling] = useState(false)
  const confirm = useDeed(
    () => api.admin.confirmWalletChange.mutate({ changeId }),
    () => announce('Confirmed: the notice runs, and the operator is told.'),
  )
  const isOpen = !cancellation && !appliedAt
  return (
    <div className="grid gap-2 rounded-md border border-line bg-raised px-3 py-2">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Badge look={cancellation ? 'quiet' : appliedAt ? 'good' : 'warning'}>
          {cancellation ? 'cancelled' : appliedAt ? 'done' : 'open'}
        </Badge>
        to <HexText hex={newWallet} label="new wallet" />
        {isOpen ? (
          <span className="ml-auto text-soft">
            link for both wallets{' '}
            <CopyButton text={`${location.origin}/wallet-change#${changeId}`} label="link for both wallets" />
          </span>
        ) : null}
      </p>
      <p className="text-soft [overflow-wrap:anywhere]">
        {proposedBy}: {reason}
      </p>
      <p className="text-soft">
        {confirmation ? `${confirmation.by} agreed` : 'a second person has not agreed yet'};{' '}
        {acceptedAt ? 'the new wallet has signed' : 'the new wallet has not signed yet'}
        {change.effectiveAt && isOpen ? (
          <>
            ; not before <Time at={change.effectiveAt} exact />
          </>
        ) : null}
      </p>
      <DeedTrouble error={confirm.error} />
      {isOpen && mayChange ? (
        <div className="flex flex-wrap gap-2">
          {confirmation ? null : (
            <Button isBusy={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
              Agree as the second person
            </Button>
          )}
          <Button look="danger" onClick={() => setCancelling(true)}>
            Cancel the change …
          </Button>
        </div>
      ) : null}
      {isCancelling ? <CancelDialog changeId={changeId} onClose={() => setCancelling(false)} /> : null}
    </div>
  )
}

function CancelDialog(props: { readonly changeId: string; readonly onClose: () => void }) {
  const { changeId, onClose } = props
  const cancel = useDeed(
    (reason: string) => api.admin.cancelWalletChange.mutate({ changeId, reason }),
    onClose,
  )
  return (
    <Dialog title="Cancel the change of wallets?" onClose={onClose}>
      <ReasonForm
        label="Cancel the change"
        look="danger"
        isBusy={cancel.isPending}
        error={cancel.error}
        onSubmit={(reason) => cancel.mutate(reason)}
        onClose={onClose}
      >
        <p>Nothing moves. It can be proposed again.</p>
      </ReasonForm>
    </Dialog>
  )
}

function ProposeDialog(props: { readonly applicationId: number; readonly onClose: () => void }) {
  const { applicationId, onClose } = props
  const announce = useAnnounce()
  const [newWallet, setNewWallet] = useState('')
  const propose = useDeed(
    (reason: string) => api.admin.proposeWalletChange.mutate({ applicationId, newWallet, reason }),
    () => {
      announce('Proposed: the operator is told, and a second person has to agree.')
      onClose()
    },
  )
  return (
    <Dialog title="Change the operator's wallet" onClose={onClose}>
      <ReasonForm
        label="Propose"
        isBusy={propose.isPending}
        error={propose.error}
        onSubmit={(reason) => propose.mutate(reason)}
        onClose={onClose}
      >
        <p>
          Make sure by another way than mail that it is the operator who asks. The operator is told at once
          and can object with the former wallet.
        </p>
        <TextField
          label="New wallet"
          value={newWallet}
          onChange={(event) => setNewWallet(event.target.value.trim())}
          required
          pattern="0x[0-9a-fA-F]{40}"
          spellCheck={false}
          autoComplete="off"
        />
      </ReasonForm>
    </Dialog>
  )
}
