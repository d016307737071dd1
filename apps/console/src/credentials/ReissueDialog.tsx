import { useState } from 'react'
import { api } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Select } from '../ui/Field.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useDeed } from './use-credentials.ts'

/** Has the operator take a new secret: support asks, only the wallet gets it. */
export function ReissueDialog(props: { readonly credentialId: number; readonly onClose: () => void }) {
  const { credentialId, onClose } = props
  const announce = useAnnounce()
  const [formerSecret, setFormerSecret] = useState<'overlap' | 'at-once'>('overlap')
  const reissue = useDeed(
    (reason: string) => api.admin.reissueCredential.mutate({ credentialId, reason, formerSecret }),
    () => {
      announce(`Credential ${credentialId} waits to be claimed anew; the operator is told by mail.`)
      onClose()
    },
  )
  return (
    <Dialog title={`Rotate credential ${credentialId}?`} onClose={onClose}>
      <ReasonForm
        label="Rotate"
        isBusy={reissue.isPending}
        error={reissue.error}
        onSubmit={(reason) => reissue.mutate(reason)}
        onClose={onClose}
      >
        <p>
          The operator is invited to take a new secret with the wallet. Node id and API key stay as they are.
        </p>
        <Select
          label="The present secret"
          value={formerSecret}
          onChange={(event) => setFormerSecret(event.target.value === 'at-once' ? 'at-once' : 'overlap')}
        >
          <option value="overlap">stays good for a day, so that the node goes on meanwhile</option>
          <option value="at-once">is refused from the next request on</option>
        </Select>
      </ReasonForm>
    </Dialog>
  )
}
