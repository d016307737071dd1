import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ApiOutputs, api, troubleOf } from '../api/client.ts'
import { Facts } from '../claim/Facts.tsx'
import { useSession } from '../session/use-session.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Missing } from '../ui/Missing.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { Time } from '../ui/Time.tsx'
import { DeedTrouble } from './DeedTrouble.tsx'
import { useDeed } from './use-credentials.ts'

type OwnCredential = ApiOutputs['operator']['getOwnCredentials'][number]

const LOOKS = { invited: 'accent', claimed: 'good', expired: 'warning', revoked: 'bad' } as const

/** What an operator sees of the own credentials, signed in with the wallet. */
export function MyNodesPage() {
  const { signedIn, isAsking } = useSession()
  const wallet = signedIn?.wallet ?? undefined
  return (
    <Page title="My nodes" intro="The credentials of the wallet that you are signed in with.">
      {wallet ? <Nodes key={wallet} /> : isAsking ? null : <SignInFirst />}
    </Page>
  )
}

function SignInFirst() {
  return (
    <EmptyState title="Sign in with the wallet of your application">
      <Link to="/login" className="text-accent underline">
        Sign in
      </Link>
    </EmptyState>
  )
}

function Nodes() {
  const announce = useAnnounce()
  const { data: credentials, error } = useQuery({
    queryKey: ['credentials', 'own'],
    queryFn: () => api.operator.getOwnCredentials.query(),
  })
  const add = useDeed(
    (applicationId: number) => api.operator.addNode.mutate({ applicationId }),
    () => announce('Another node is yours; the invitation to claim it is on its way by mail.'),
  )
  if (error) return <EmptyState title="They cannot be shown">{troubleOf(error).message}</EmptyState>
  if (!credentials) return null
  const [newest] = credentials
  if (!newest) return <EmptyState title="This wallet holds no node">An approval makes the first.</EmptyState>
  return (
    <div className="grid max-w-[46rem] gap-4">
      {credentials.map((credential) => (
        <OwnNode key={credential.id} credential={credential} />
      ))}
      <div className="grid justify-items-start gap-2">
        <Button isBusy={add.isPending} onClick={() => add.mutate(newest.applicationId)}>
          Add another node
        </Button>
        <DeedTrouble error={add.error} />
      </div>
    </div>
  )
}

function OwnNode({ credential }: { readonly credential: OwnCredential }) {
  const { nodeId, apiKey, tier, state, expiresAt, lastUsedAt, link } = credential
  return (
    <Panel title={`Node ${nodeId.slice(0, 10)}`} aside={<Badge look={LOOKS[state]}>{state}</Badge>}>
      <div className="grid gap-3 p-4">
        <Facts
          facts={[
            ['Tier', <TierBadge key="tier" tier={tier} />],
            ['Node id', <HexText key="node" hex={nodeId} label="node id" />],
            ['API key', <HexText key="key" hex={apiKey} label="API key" whole />],
            ['Ends', expiresAt ? <Time key="end" at={expiresAt} exact /> : 'a year after it is claimed'],
            [
              'Last used',
              lastUsedAt ? <Time key="used" at={lastUsedAt} /> : <Missing key="used" because="never used" />,
            ],
          ]}
        />
        {state === 'invited' ? (
          <p className="text-soft">
            {link
              ? 'Open the link in your mail to claim it.'
              : 'No link is open; ask the support of the network for another.'}
          </p>
        ) : null}
        {state === 'claimed' || state === 'expired' ? (
          <Link to="/rotate" hash={nodeId} className="justify-self-start text-accent underline">
            {state === 'expired' ? 'Renew it' : 'Take a new secret'}
          </Link>
        ) : null}
      </div>
    </Panel>
  )
}
