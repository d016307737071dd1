import { api } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useDeed } from './use-credentials.ts'

/** Ends a credential for good. */
export function RevokeDialog(props: { readonly credentialId: number; readonly onClose: () => void }) {
  const { credentialId, onClose } = props
  const announce = useAnnounce()
  const revoke = useDeed(
    (reason: string) => api.admin.revokeOperatorCredentials.mutate({ credentialId, reason }),
    () => {
      announce(`Credential ${credentialId} is revoked.`)
      onClose()
    },
  )
  return (
    <Dialog title={`Revoke credential ${credentialId}?`} onClose={onClose}>
      <ReasonForm
        label="Revoke"
        look="danger"
        isBusy={revoke.isPending}
        error={revoke.error}
        onSubmit={(reason) => revoke.mutate(reason)}
        onClose={onClose}
      >
        <p>Its key, its links and the sessions of its node are refused from the next request on. For good.</p>
      </ReasonForm>
    </Dialog>
  )
}
