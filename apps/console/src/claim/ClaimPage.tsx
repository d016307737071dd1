import {
  type Bundle,
  type ClaimPreview,
  callRoute,
  claimTypedData,
  NO_ADDRESS,
  ROUTES,
} from '@noderr/protocol'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { PageLoading } from '../app/PageLoading.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { Time } from '../ui/Time.tsx'
import { Facts } from './Facts.tsx'
import { NextSteps } from './NextSteps.tsx'
import { HERE, sentenceOf } from './node-api.ts'
import { SecretOnce } from './SecretOnce.tsx'
import { openFragment, useFragment } from './use-fragment.ts'
import { WalletSigner } from './WalletSigner.tsx'

const fragment = openFragment('/claim', window)

/** Where a claim link leads, `/claim#TOKEN`: the wallet of the application signs, key and secret are shown once. */
export function ClaimPage() {
  const claimToken = useFragment(fragment)
  return (
    <Page
      title="Claim your node's credential"
      intro="Sign with the wallet of your application. It costs nothing and sends no transaction."
    >
      {claimToken ? <Claim key={claimToken} claimToken={claimToken} /> : <NoLink />}
    </Page>
  )
}

function NoLink() {
  return (
    <EmptyState title="This page opens from your claim link">
      Open the link exactly as it stands in the mail. It works once and for seven days; ask for another when
      it is lost.
    </EmptyState>
  )
}

function Claim({ claimToken }: { readonly claimToken: string }) {
  const [bundle, setBundle] = useState<Bundle | null>(null)
  const { data, error, refetch } = useQuery({
    // The token stays out of the cache: one link is open at a time.
    queryKey: ['claim'],
    queryFn: () => callRoute(ROUTES.previewClaim, { body: { claimToken } }, HERE),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  })
  if (bundle) {
    return (
      <Columns>
        <SecretOnce
          bundle={bundle}
          onStored={() => {
            setBundle(null)
            void refetch()
          }}
        />
        <NextSteps />
      </Columns>
    )
  }
  if (error) return <EmptyState title="This link cannot be used">{sentenceOf(error)}</EmptyState>
  if (!data) return <PageLoading />
  if (data.claimedAt !== null) return <Claimed preview={data} />
  return (
    <Columns>
      <Panel title="What you are about to take">
        <div className="grid gap-4 p-4">
          <PreviewFacts preview={data} />
          <WalletSigner
            account={data.wallet}
            label="Sign and take the credential"
            prepare={() => {
              const { origin, claimId, wallet } = data
              return {
                typedData: claimTypedData(data, { origin, claimId, wallet, nodeKey: NO_ADDRESS }),
                send: async (signature) => {
                  const body = { claimToken, nodeKey: NO_ADDRESS, signature }
                  setBundle(await callRoute(ROUTES.claim, { body }, HERE))
                },
              }
            }}
          />
        </div>
      </Panel>
      <NextSteps />
    </Columns>
  )
}

function Columns({ children }: { readonly children: ReactNode }) {
  return <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">{children}</div>
}

function PreviewFacts({ preview }: { readonly preview: ClaimPreview }) {
  const { tier, nodeId, wallet, expiresAt, claimedAt } = preview
  return (
    <Facts
      facts={[
        ['Tier', <TierBadge key="tier" tier={tier} />],
        ['Node id', <HexText key="node" hex={nodeId} label="node id" whole />],
        ['Wallet', <HexText key="wallet" hex={wallet} label="wallet" whole />],
        claimedAt === null
          ? ['Link ends', <Time key="end" at={expiresAt} />]
          : ['Claimed', <Time key="claimed" at={claimedAt} exact />],
      ]}
    />
  )
}

function Claimed({ preview }: { readonly preview: ClaimPreview }) {
  return (
    <Columns>
      <Panel title="This credential was claimed">
        <div className="grid gap-4 p-4">
          <PreviewFacts preview={preview} />
          <p className="max-w-prose text-soft">
            Its secret was shown once and is not shown again. If you lost it, or if it was not you who claimed
            it,{' '}
            <Link to="/rotate" hash={preview.nodeId} className="text-accent underline">
              take a new secret with your wallet
            </Link>
            .
          </p>
        </div>
      </Panel>
      <NextSteps />
    </Columns>
  )
}
