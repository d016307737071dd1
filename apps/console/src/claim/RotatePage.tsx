import {
  type Bundle,
  type CredentialRotation,
  callRoute,
  credentialRotationTypedData,
  nodeIdSchema,
  ROUTES,
} from '@noderr/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { Select, TextField } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { HERE } from './node-api.ts'
import { SecretOnce } from './SecretOnce.tsx'
import { openFragment, useFragment } from './use-fragment.ts'
import { WalletSigner } from './WalletSigner.tsx'

const fragment = openFragment('/rotate', window)
const DAY_S = 86_400

/** Where an operator takes a new secret with the wallet, `/rotate#NODE_ID`: rotation, renewal, and a lost secret. */
export function RotatePage() {
  const asked = useFragment(fragment)
  const [bundle, setBundle] = useState<Bundle | null>(null)
  const [isDone, setDone] = useState(false)
  const finish = () => {
    setBundle(null)
    setDone(true)
  }
  return (
    <Page
      title="Take a new API secret"
      intro="For a secret that was lost, was seen, or ends soon. Only your wallet can ask for it; the credential then lives another year."
    >
      <div className="grid max-w-[46rem] gap-4">
        {isDone ? (
          <Notice look="success">
            The new secret is in force. Put it into the node's settings and restart the node.
          </Notice>
        ) : null}
        {bundle ? (
          <SecretOnce bundle={bundle} onStored={finish} />
        ) : (
          <RotationForm key={asked} asked={asked ?? ''} onRotated={setBundle} />
        )}
      </div>
    </Page>
  )
}

function RotationForm(props: { readonly asked: string; readonly onRotated: (bundle: Bundle) => void }) {
  const [nodeText, setNodeText] = useState(props.asked)
  const [overlapSeconds, setOverlapSeconds] = useState(DAY_S)
  const { data: terms, error } = useQuery({
    queryKey: ['signing-terms'],
    queryFn: () => api.operator.getSigningTerms.query(),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const nodeId = nodeIdSchema.safeParse(nodeText.trim())
  return (
    <Panel title="Which node">
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
        <Select
          label="The present secret"
          value={overlapSeconds}
          onChange={(event) => setOverlapSeconds(Number(event.target.value))}
        >
          <option value={DAY_S}>stays good for a day, so that the node goes on meanwhile</option>
          <option value={0}>ends at once, since somebody else may have it</option>
        </Select>
        {error ? <Notice look="trouble">{troubleOf(error).message}</Notice> : null}
        {nodeId.success && terms ? (
          <WalletSigner
            label="Sign and take a new secret"
            prepare={(wallet) => {
              const rotation: CredentialRotation = {
                origin: terms.origin,
                nodeId: nodeId.data,
                wallet,
                overlapSeconds,
                issuedAt: Date.now(),
              }
              return {
                typedData: credentialRotationTypedData(terms, rotation),
                send: async (signature) =>
                  props.onRotated(
                    await callRoute(ROUTES.rotateSecret, { body: { rotation, signature } }, HERE),
                  ),
              }
            }}
          />
        ) : null}
      </div>
    </Panel>
  )
}
