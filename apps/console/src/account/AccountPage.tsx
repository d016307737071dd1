import { Navigate } from '@tanstack/react-router'
import { useSession } from '../session/use-session.ts'
import { HexText } from '../ui/HexText.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { OwnSessions } from './OwnSessions.tsx'
import { Passkeys } from './Passkeys.tsx'

/** What everybody who is signed in may see and do about themselves. */
export function AccountPage() {
  const { signedIn, isAsking } = useSession()
  if (isAsking) return null
  if (!signedIn) return <Navigate to="/login" replace />
  const { name, role, email, wallet } = signedIn
  return (
    <Page title="Your account" intro={role ? `You run this network as ${name}, ${role}.` : undefined}>
      <div className="grid gap-4">
        <Panel title="Who you are here">
          <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-1.5 p-4">
            <dt className="text-soft">E-mail address</dt>
            <dd className="min-w-0 truncate">{email ?? 'none'}</dd>
            <dt className="text-soft">Wallet</dt>
            <dd className="min-w-0">{wallet ? <HexText hex={wallet} label="wallet" /> : 'none'}</dd>
          </dl>
        </Panel>
        <Passkeys />
        <OwnSessions />
      </div>
    </Page>
  )
}
