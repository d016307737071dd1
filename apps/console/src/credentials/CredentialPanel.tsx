import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { CredentialCard } from './CredentialCard.tsx'
import { GraceLine } from './GraceLine.tsx'
import { useCredentials, useDeed } from './use-credentials.ts'
import { WalletChanges } from './WalletChanges.tsx'

/** The credentials of an application with their state, and what support may do about them. */
export function CredentialPanel({ applicationId }: { readonly applicationId: number }) {
  const { data: credentials, error } = useCredentials(applicationId)
  const isOperator = credentials !== undefined && credentials.length > 0
  return (
    <Panel title="Credentials" aside={isOperator ? <AddNode applicationId={applicationId} /> : undefined}>
      {error ? (
        <div className="p-4">
          <Notice look="trouble">{troubleOf(error).message}</Notice>
        </div>
      ) : null}
      {credentials?.length === 0 ? (
        <p className="px-4 py-6 text-center text-soft">None yet: an approval makes the first.</p>
      ) : null}
      {isOperator ? (
        <>
          <ul className="divide-y divide-line">
            {credentials.map((credential) => (
              <li key={credential.id} className="p-4">
                <CredentialCard credential={credential} />
              </li>
            ))}
          </ul>
          <GraceLine applicationId={applicationId} />
          <WalletChanges applicationId={applicationId} />
        </>
      ) : null}
    </Panel>
  )
}

function AddNode({ applicationId }: { readonly applicationId: number }) {
  const { signedIn } = useSession()
  const announce = useAnnounce()
  const [trouble, setTrouble] = useState<string>()
  const add = useDeed(
    () => api.admin.addNode.mutate({ applicationId }),
    ({ id }) => announce(`Credential ${id} waits to be claimed; the invitation is on its way.`),
  )
  if (!may(signedIn, 'credentials.add-node')) return null
  return (
    <span className="flex flex-wrap items-center gap-2">
      {trouble ? <span className="text-bad">{trouble}</span> : null}
      <Button
        isBusy={add.isPending}
        onClick={() =>
          add.mutate(undefined, {
            onError: (error) => setTrouble(troubleOf(error).message),
            onSuccess: () => setTrouble(undefined),
          })
        }
      >
        Add a node
      </Button>
    </span>
  )
}
