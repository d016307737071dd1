import { browserSupportsWebAuthn } from '@simplewebauthn/browser'
import { useMutation } from '@tanstack/react-query'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { passkeyTrouble } from './passkey-trouble.ts'
import { signInByPasskey } from './sign-in-by-passkey.ts'
import { useSession } from './use-session.ts'

/** A button that lets the browser ask for a passkey; nothing where the browser knows none. */
export function PasskeySignIn() {
  const { refresh } = useSession()
  const entering = useMutation({ mutationFn: signInByPasskey, onSuccess: refresh })
  if (!browserSupportsWebAuthn()) return null
  return (
    <div className="grid gap-3">
      {entering.error ? <Notice look="trouble">{passkeyTrouble(entering.error)}</Notice> : null}
      <Button
        look="primary"
        className="min-h-9"
        isBusy={entering.isPending}
        onClick={() => entering.mutate()}
      >
        Sign in with a passkey
      </Button>
    </div>
  )
}
