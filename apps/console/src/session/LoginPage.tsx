import { Navigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { EmailSignIn } from './EmailSignIn.tsx'
import { LinkSignIn } from './LinkSignIn.tsx'
import { PasskeySignIn } from './PasskeySignIn.tsx'
import { forgetToken, useSession, waitingToken } from './use-session.ts'
import { WalletSignIn } from './WalletSignIn.tsx'

/** The ways in. Links lead here with a token behind the `#`; whoever is signed in goes on to their own first page. */
export function LoginPage() {
  const { signedIn, isAsking } = useSession()
  const [token, setToken] = useState(waitingToken)
  const [refusal, setRefusal] = useState<string>()
  useEffect(() => {
    // A link that is pasted into the page's own address bar loads nothing by itself.
    const readAgain = () => location.hash && location.reload()
    window.addEventListener('hashchange', readAgain)
    return () => window.removeEventListener('hashchange', readAgain)
  }, [])
  const finish = (why?: string) => {
    forgetToken()
    setToken(null)
    setRefusal(why)
  }
  if (token)
    return (
      <div className="mx-auto max-w-md">
        <LinkSignIn token={token} onDone={finish} />
      </div>
    )
  if (signedIn && !refusal)
    return <Navigate to={signedIn.kind === 'person' ? '/my-applications' : '/'} replace />
  return (
    <div className="mx-auto max-w-md">
      <Page title="Sign in" intro="Without a password: prove an e-mail address or a wallet that is yours.">
        {isAsking ? null : (
          <div className="grid gap-4">
            {refusal ? <Notice look="trouble">{refusal}</Notice> : null}
            <PasskeySignIn />
            <Panel title="By e-mail">
              <EmailSignIn />
            </Panel>
            <Panel title="By wallet">
              <WalletSignIn />
            </Panel>
            <p className="px-1 text-xs text-soft">
              Whoever started this control plane finds a link to sign in as owner in what it printed.
            </p>
          </div>
        )}
      </Page>
    </div>
  )
}
