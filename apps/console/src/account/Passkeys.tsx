import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  startRegistration,
} from '@simplewebauthn/browser'
import { useMutation, useQuery } from '@tanstack/react-query'
import { api, troubleOf } from '../api/client.ts'
import { passkeyTrouble } from '../session/passkey-trouble.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { browserName } from './browser-name.ts'

/** One's own passkeys: a key on this device or in a password manager signs in without a mail or a wallet. */
export function Passkeys() {
  const passkeys = useQuery({
    queryKey: ['account', 'passkeys'],
    queryFn: () => api.account.getPasskeys.query(),
  })
  const adding = useMutation({ mutationFn: addPasskey, onSuccess: () => passkeys.refetch() })
  const removing = useMutation({
    mutationFn: (id: string) => api.account.removePasskey.mutate({ id }),
    onSuccess: () => passkeys.refetch(),
  })
  const known = passkeys.data ?? []
  return (
    <Panel
      title="Passkeys"
      aside={
        browserSupportsWebAuthn() ? (
          <Button isBusy={adding.isPending} onClick={() => adding.mutate()}>
            Add a passkey
          </Button>
        ) : undefined
      }
    >
      {adding.error ? (
        <div className="p-4">
          <Notice look="trouble">{passkeyTrouble(adding.error)}</Notice>
        </div>
      ) : null}
      {removing.error ? (
        <div className="p-4">
          <Notice look="trouble">{troubleOf(removing.error).message}</Notice>
        </div>
      ) : null}
      {known.length === 0 ? (
        <p className="p-4 text-soft">
          None yet. With a passkey you sign in by a finger, a face or the PIN of this device.
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {known.map(({ id, name, createdAt, lastUsedAt }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5">
            <div className="min-w-0">
              <p className="truncate font-medium">{name}</p>
              <p className="text-xs text-soft">
                added <Time at={createdAt} />, {lastUsedAt ? 'last used ' : 'never used'}
                {lastUsedAt ? <Time at={lastUsedAt} /> : null}
              </p>
            </div>
            <Button
              isBusy={removing.isPending}
              onClick={() => removing.mutate(id)}
              aria-label={`Remove ${name}`}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

async function addPasskey(): Promise<void> {
  const asked: unknown = await api.account.beginPasskey.mutate()
  const { id, rawId, type, response } = await startRegistration({
    optionsJSON: asked as PublicKeyCredentialCreationOptionsJSON,
  })
  const { clientDataJSON, attestationObject, transports = [] } = response
  await api.account.addPasskey.mutate({
    name: browserName(navigator.userAgent),
    credential: { id, rawId, type, response: { clientDataJSON, attestationObject } },
    transports,
  })
}
