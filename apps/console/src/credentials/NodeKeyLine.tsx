import { useState } from 'react'
import { api } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Missing } from '../ui/Missing.tsx'
import { Time } from '../ui/Time.tsx'
import { ReasonForm } from './ReasonForm.tsx'
import { useDeed, useNodeKey } from './use-credentials.ts'

/** The hot key that the wallet delegated to, until when, and the way to end it. */
export function NodeKeyLine({ nodeId }: { readonly nodeId: string }) {
  const { data: key } = useNodeKey(nodeId)
  const { signedIn } = useSession()
  const [isAsking, setAsking] = useState(false)
  if (!key) return <Missing because="the node has no enrolled key" />
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <HexText hex={key.keyId} label="hot key" />
      <span className="text-soft">
        delegation ends <Time at={key.notAfter} exact />
      </span>
      {may(signedIn, 'nodes.revoke-key') ? (
        <Button look="quiet" onClick={() => setAsking(true)}>
          End it …
        </Button>
      ) : null}
      {isAsking ? <EndKeyDialog nodeId={nodeId} keyId={key.keyId} onClose={() => setAsking(false)} /> : null}
    </span>
  )
}

function EndKeyDialog(props: {
  readonly nodeId: string
  readonly keyId: string
  readonly onClose: () => void
}) {
  const { nodeId, keyId, onClose } = props
  const announce = useAnnounce()
  const end = useDeed(
    (reason: string) => api.admin.revokeNodeKey.mutate({ nodeId, keyId, reason }),
    () => {
      announce('The hot key has ended.')
      onClose()
    },
  )
  return (
    <Dialog title="End this hot key?" onClose={onClose}>
      <ReasonForm
        label="End the key"
        look="danger"
        isBusy={end.isPending}
        error={end.error}
        onSubmit={(reason) => end.mutate(reason)}
        onClose={onClose}
      >
        <p>
          The sessions of the node end at once, and the key never comes back. The wallet can delegate to
          another.
        </p>
      </ReasonForm>
    </Dialog>
  )
}
