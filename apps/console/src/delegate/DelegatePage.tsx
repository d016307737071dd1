import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { TextArea } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { Panel } from '../ui/Panel.tsx'
import { type ConnectedWallet, WalletPicker } from '../wallet/WalletPicker.tsx'
import { DelegationFacts } from './DelegationFacts.tsx'
import { type DelegationRequest, parseDelegationRequest, signDelegation } from './delegation-request.ts'
import { EnrolCommand } from './EnrolCommand.tsx'

/** Where an operator's wallet signs that a node's hot key may speak for it. Nothing leaves the browser. */
export function DelegatePage() {
  const [text, setText] = useState('')
  const read = text.trim() === '' ? null : tryToRead(text)
  return (
    <div className="mx-auto max-w-2xl">
      <Page
        title="Delegate to your node"
        intro="The node made a hot key that never leaves the machine. Your wallet gives it the right to speak for the node, for a year at most. Nothing that you paste here leaves this browser."
      >
        <div className="grid gap-4">
          <Panel title="1. What the node printed">
            <div className="p-4">
              <TextArea
                label="Output of noderr-node delegation-request --json"
                spellCheck={false}
                rows={5}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
                fault={typeof read === 'string' ? read : undefined}
              />
            </div>
          </Panel>
          {read && typeof read !== 'string' ? <Sign key={text} request={read} /> : null}
        </div>
      </Page>
    </div>
  )
}

function tryToRead(text: string): DelegationRequest | string {
  try {
    return parseDelegationRequest(text)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function Sign({ request }: { readonly request: DelegationRequest }) {
  const signing = useMutation({
    mutationFn: (connected: ConnectedWallet) => signDelegation(request, connected),
  })
  return (
    <>
      <Panel title="2. What your wallet signs">
        <div className="grid gap-4 p-4">
          <DelegationFacts request={request} />
          <WalletPicker verb="Sign with" onConnect={(connected) => signing.mutate(connected)} />
          {signing.error ? (
            <Notice look="trouble">
              <span className="wrap-anywhere">{signing.error.message}</span>
            </Notice>
          ) : null}
        </div>
      </Panel>
      {signing.data ? <EnrolCommand signature={signing.data} /> : null}
    </>
  )
}
