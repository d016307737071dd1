import { useState } from 'react'
import { api } from '../api/client.ts'
import { saveBundle } from '../claim/bundle-archive.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { ClaimLinkDialog } from './ClaimLinkDialog.tsx'
import { DeedTrouble } from './DeedTrouble.tsx'
import { ReissueDialog } from './ReissueDialog.tsx'
import { RevokeDialog } from './RevokeDialog.tsx'
import { type CredentialRow, useDeed } from './use-credentials.ts'

/** What may be done with a credential that nobody ended, by whoever is signed in. */
export function CredentialActions({ credential }: { readonly credential: CredentialRow }) {
  const { id: credentialId, state } = credential
  const { signedIn } = useSession()
  const announce = useAnnounce()
  const [open, setOpen] = useState<'link' | 'reissue' | 'revoke'>()
  const close = () => setOpen(undefined)
  const invite = useDeed(
    () => api.admin.inviteOperator.mutate({ credentialId }),
    () => announce('Another invitation is on its way; the links before it end when it is sent.'),
  )
  const download = useDeed(() => api.admin.getCredentialBundle.mutate({ credentialId }), saveBundle)
  const mayInvite = may(signedIn, 'credentials.invite')
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {state === 'invited' && mayInvite ? (
          <>
            <Button onClick={() => setOpen('link')}>Claim link …</Button>
            <Button isBusy={invite.isPending} onClick={() => invite.mutate(undefined)}>
              Mail another
            </Button>
          </>
        ) : null}
        {mayInvite ? (
          <Button isBusy={download.isPending} onClick={() => download.mutate(undefined)}>
            Download without the secret
          </Button>
        ) : null}
        {state !== 'invited' && may(signedIn, 'credentials.reissue') ? (
          <Button onClick={() => setOpen('reissue')}>Rotate …</Button>
        ) : null}
        {may(signedIn, 'credentials.revoke') ? (
          <Button look="danger" onClick={() => setOpen('revoke')}>
            Revoke …
          </Button>
        ) : null}
      </div>
      <DeedTrouble error={invite.error ?? download.error} />
      {open === 'link' ? <ClaimLinkDialog credentialId={credentialId} onClose={close} /> : null}
      {open === 'reissue' ? <ReissueDialog credentialId={credentialId} onClose={close} /> : null}
      {open === 'revoke' ? <RevokeDialog credentialId={credentialId} onClose={close} /> : null}
    </div>
  )
}
