import {
  bytes32Schema,
  callRoute,
  ROUTES,
  type WalletChange,
  type WalletChangeView,
  walletChangeTypedData,
} from '@noderr/protocol'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { PageLoading } from '../app/PageLoading.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import { Facts } from './Facts.tsx'
import { HERE, sentenceOf } from './node-api.ts'
import { openFragment, useFragment } from './use-fragment.ts'
import { WalletSigner } from './WalletSigner.tsx'

const fragment = openFragment('/wallet-change', window)

/** Where the mail about a change of wallets leads: the new wallet accepts, the former one can object. */
export function WalletChangePage() {
  const changeId = bytes32Schema.safeParse(useFragment(fragment))
  return (
    <Page
      title="Move your nodes to another wallet"
      intro="The new wallet signs that it takes over; the former one can object until then."
    >
      {changeId.success ? (
        <Loaded changeId={changeId.data} />
      ) : (
        <EmptyState title="This page opens from the link in your mail">
          Open the link exactly as it stands there.
        </EmptyState>
      )}
    </Page>
  )
}

function Loaded({ changeId }: { readonly changeId: WalletChange['changeId'] }) {
  const client = useQueryClient()
  const queryKey = ['wallet-change', changeId]
  const { data, error } = useQuery({
    queryKey,
    queryFn: () => callRoute(ROUTES.walletChange, { query: { changeId } }, HERE),
    retry: false,
  })
  if (error) return <EmptyState title="This change cannot be shown">{sentenceOf(error)}</EmptyState>
  if (!data) return <PageLoading />
  return (
    <div className="grid max-w-[46rem] gap-4">
      <Standing change={data} />
      <Answer change={data} onAnswered={(answered) => client.setQueryData(queryKey, answered)} />
    </div>
  )
}

function Standing({ change }: { readonly change: WalletChangeView }) {
  const { formerWallet, newWallet, acceptedAt, confirmedAt, effectiveAt } = change
  const yesOr = (at: number | null, otherwise: string) => (at === null ? otherwise : <Time at={at} exact />)
  return (
    <Panel title="Where it stands">
      <div className="p-4">
        <Facts
          facts={[
            ['From', <HexText key="from" hex={formerWallet} label="former wallet" whole />],
            ['To', <HexText key="to" hex={newWallet} label="new wallet" whole />],
            ['New wallet signed', yesOr(acceptedAt, 'not yet')],
            ['Second person agreed', yesOr(confirmedAt, 'not yet')],
            ['Not before', yesOr(effectiveAt, 'seven days after the second person agrees')],
          ]}
        />
      </div>
    </Panel>
  )
}

function Answer(props: {
  readonly change: WalletChangeView
  readonly onAnswered: (change: WalletChangeView) => void
}) {
  const { change } = props
  const prepare = (answer: WalletChange['answer']) => () => {
    const { origin, changeId, formerWallet, newWallet } = change
    const word: WalletChange = { origin, changeId, formerWallet, newWallet, answer }
    return {
      typedData: walletChangeTypedData(change, word),
      send: async (signature: `0x${string}`) => {
        const body = { changeId, answer, signature }
        props.onAnswered(await callRoute(ROUTES.answerWalletChange, { body }, HERE))
      },
    }
  }
  if (change.appliedAt !== null)
    return <Notice look="success">It is done: your nodes belong to the new wallet.</Notice>
  if (change.cancelledAt !== null) return <Notice>This change was cancelled; nothing has moved.</Notice>
  return (
    <>
      {change.acceptedAt === null ? (
        <Panel title="I own the new wallet">
          <div className="p-4">
            <WalletSigner account={change.newWallet} label="Sign and take over" prepare={prepare('accept')} />
          </div>
        </Panel>
      ) : null}
      <Panel title="I did not ask for this">
        <div className="p-4">
          <WalletSigner
            account={change.formerWallet}
            label="Sign and stop it"
            look="danger"
            prepare={prepare('refuse')}
          />
        </div>
      </Panel>
    </>
  )
}
