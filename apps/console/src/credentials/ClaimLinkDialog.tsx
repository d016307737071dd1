import { api } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Time } from '../ui/Time.tsx'
import { DeedTrouble } from './DeedTrouble.tsx'
import { useDeed } from './use-credentials.ts'

/** Makes a fresh claim link and shows it this once, to be handed on by another way than mail. */
export function ClaimLinkDialog(props: { readonly credentialId: number; readonly onClose: () => void }) {
  const { credentialId, onClose } = props
  const issue = useDeed(
    () => api.admin.issueClaimLink.mutate({ credentialId }),
    () => {},
  )
  return (
    <Dialog title={`Claim link for credential ${credentialId}`} onClose={onClose}>
      {issue.data ? (
        <div className="grid gap-3">
          <p>
            Give it to the operator alone. It is shown this once, ends <Time at={issue.data.expiresAt} />, and
            is of no use without the wallet.
          </p>
          <p className="flex items-center gap-2 rounded-md border border-line bg-raised px-3 py-2">
            <code className="min-w-0 font-mono text-xs break-all">{issue.data.claimLink}</code>
            <CopyButton text={issue.data.claimLink} label="claim link" />
          </p>
          <Button onClick={onClose} className="justify-self-end">
            Done
          </Button>
        </div>
      ) : (
        <div className="grid gap-3">
          <p>A fresh link ends every link before it, the one in the operator's mail included.</p>
          <DeedTrouble error={issue.error} />
          <div className="flex justify-end gap-2">
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" isBusy={issue.isPending} onClick={() => issue.mutate(undefined)}>
              Make the link
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  )
}
