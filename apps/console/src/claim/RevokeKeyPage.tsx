import {
  addressSchema,
  callRoute,
  type DelegationRevocation,
  delegationRevocationTypedData,
  nodeIdSchema,
  ROUTES,
} from '@noderr/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { TextField } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { HERE } from './node-api.ts'
import { openFragment, useFragment } from './use-fragment.ts'
import { WalletSigner } from './WalletSigner.tsx'

const fragment = openFragment('/revoke-key', window)

/** Where an operator ends a node's hot key with the wallet, `/revoke-key#NODE_ID.KEY`: at once and for good. */
export function RevokeKeyPage() {
  const asked = useFragment(fragment)
  const [isDone, setDone] = useState(false)
  return (
    <Page
      title="End a node's hot key"
      intro="For a key that you do not know, or a machine that you no longer trust. The node stops at once; your wallet can delegate to another key."
    >
      <div className="grid max-w-[46rem] gap-4">
        {isDone ? (
          <Notice look="success">The key has ended, and so have its sessions. It never comes back.</Notice>
        ) : (
          <RevocationForm key={asked} asked={asked ?? ''} onRevoked={() => setDone(true)} />
        )}
      </div>
    </Page>
  )
}

function RevocationForm(props: { readonly asked: string; readonly onRevoked: () => void }) {
  const [askedNode = '', askedKey = ''] = props.asked.split('.')
  const [nodeText, setNodeText] = useState(askedNode)
  const [keyText, setKeyText] = useState(askedKey)
  const { data: terms, error } = useQuery({
    queryKey: ['signing-terms'],
    queryFn: () => api.operator.getSigningTerms.query(),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const nodeId = nodeIdSchema.safeParse(nodeText.trim())
  const nodeKey = addressSchema.safeParse(keyText.trim())
  return (
    <Panel title="Which key">
      <div className="grid gap-4 p-4">
        <TextField
          label="Node id"
          hint="NODE_ID in the settings of the node"
          value={nodeText}
          onChange={(event) => setNodeText(event.target.value)}
          fault={nodeText !== '' && !nodeId.success ? 'A node id is 0x and 64 hex digits.' : undefined}
          spellCheck={false}
          autoComplete="off"
        />
        <TextField
          label="Hot key"
          hint="Its address stands in the mail about the registered node"
          value={keyText}
          onChange={(event) => setKeyText(event.target.value)}
          fault={keyText !== '' && !nodeKey.success ? 'A key is 0x and 40 hex digits.' : undefined}
          spellCheck={false}
          autoComplete="off"
        />
        {error ? <Notice look="trouble">{troubleOf(error).message}</Notice> : null}
        {nodeId.success && nodeKey.success && terms ? (
          <WalletSigner
            label="Sign and end the key"
            look="danger"
            prepare={(operator) => {
              const revocation: DelegationRevocation = {
                operator,
                nodeId: nodeId.data,
                nodeKey: nodeKey.data,
              }
              return {
                typedData: delegationRevocationTypedData(terms, revocation),
                send: async (signature) => {
                  await callRoute(ROUTES.revokeKey, { body: { revocation, signature } }, HERE)
                  props.onRevoked()
                },
              }
            }}
          />
        ) : null}
      </div>
    </Panel>
  )
}
