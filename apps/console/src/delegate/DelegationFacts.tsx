import type { ReactNode } from 'react'
import { HexText } from '../ui/HexText.tsx'
import { Time } from '../ui/Time.tsx'
import type { DelegationRequest } from './delegation-request.ts'

/** What a delegation says, for the operator to compare before the wallet shows it. */
export function DelegationFacts({
  request: { domain, delegation },
}: {
  readonly request: DelegationRequest
}) {
  const { operator, nodeId, nodeKey, scopes, notBefore, notAfter } = delegation
  return (
    <dl className="grid gap-x-6 gap-y-1.5 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <Fact name="Your wallet">
        <HexText hex={operator} label="wallet address" whole />
      </Fact>
      <Fact name="Node">
        <HexText hex={nodeId} label="node id" />
      </Fact>
      <Fact name="Its hot key">
        <HexText hex={nodeKey} label="hot key" whole />
      </Fact>
      <Fact name="May">{scopes.replace(' ', ' and ')}</Fact>
      <Fact name="From">
        <Time at={notBefore} exact />
      </Fact>
      <Fact name="Until">
        <Time at={notAfter} exact />
      </Fact>
      <Fact name="Chain">{domain.chainId}</Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-xs/5 text-soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
