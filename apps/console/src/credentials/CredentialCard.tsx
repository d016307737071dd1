import { Facts } from '../claim/Facts.tsx'
import { Badge } from '../ui/Badge.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Missing } from '../ui/Missing.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { Time } from '../ui/Time.tsx'
import { CredentialActions } from './CredentialActions.tsx'
import { Downloads } from './Downloads.tsx'
import { NodeKeyLine } from './NodeKeyLine.tsx'
import type { CredentialRow } from './use-credentials.ts'

const LOOKS = { invited: 'accent', claimed: 'good', expired: 'warning', revoked: 'bad' } as const

/** One credential: what it is, where it stands, what can be done. */
export function CredentialCard({ credential }: { readonly credential: CredentialRow }) {
  const { id, state, tier, nodeId, apiKey, operator, lastUsedAt, revocation } = credential
  return (
    <article aria-label={`Credential ${id}`} className="grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Badge look={LOOKS[state]}>{state}</Badge>
        <TierBadge tier={tier} />
        <span className="text-soft">credential {id}</span>
      </div>
      <Facts
        facts={[
          ['Node id', <HexText key="node" hex={nodeId} label="node id" />],
          ['API key', <HexText key="key" hex={apiKey} label="API key" whole />],
          ['Wallet', <HexText key="wallet" hex={operator} label="wallet" />],
          ['Standing', <Standing key="standing" credential={credential} />],
          [
            'Last used',
            lastUsedAt ? <Time key="used" at={lastUsedAt} /> : <Missing key="used" because="never used" />,
          ],
          ['Hot key', <NodeKeyLine key="hot" nodeId={nodeId} />],
        ]}
      />
      {revocation ? (
        <p className="text-soft [overflow-wrap:anywhere]">Revoked because: {revocation.reason}</p>
      ) : (
        <CredentialActions credential={credential} />
      )}
      <Downloads credentialId={id} />
    </article>
  )
}

function Standing({ credential }: { readonly credential: CredentialRow }) {
  const { state, claimedAt, expiresAt, link, previousSecretUntil, revocation } = credential
  if (revocation)
    return (
      <>
        revoked <Time at={revocation.at} />
      </>
    )
  if (state === 'invited') {
    return link ? (
      <>
        waits for its wallet; the link ends <Time at={link.expiresAt} />
      </>
    ) : (
      'waits for its wallet; no link is open'
    )
  }
  return (
    <>
      {claimedAt ? (
        <>
          claimed <Time at={claimedAt} />
        </>
      ) : null}
      {expiresAt ? (
        <>
          , ends <Time at={expiresAt} exact />
        </>
      ) : null}
      {previousSecretUntil ? (
        <>
          ; the former secret is good until <Time at={previousSecretUntil} exact />
        </>
      ) : null}
    </>
  )
}
