import type { Address, Hex } from '@noderr/protocol'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { shortHex } from '../format/short-hex.ts'
import { Button } from '../ui/Button.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Notice } from '../ui/Notice.tsx'
import { type ConnectedWallet, WalletPicker } from '../wallet/WalletPicker.tsx'
import { signTypedData, type TypedData } from '../wallet/wallets.ts'
import { sentenceOf } from './node-api.ts'

interface SigningProps {
  /** The wallet that has to sign; undefined where the control plane decides that. */
  readonly account?: Address
  readonly label: string
  readonly look?: 'primary' | 'danger'
  /** Called when it signs, so that what is signed carries the time of it. What `send` throws is shown. */
  readonly prepare: (account: Address) => {
    readonly typedData: TypedData
    readonly send: (signature: Hex) => Promise<void>
  }
}

/** Connects a wallet, says which account is needed when another was chosen, signs, and sends the signature. */
export function WalletSigner(props: SigningProps) {
  const [connected, setConnected] = useState<ConnectedWallet | null>(null)
  if (!connected) return <WalletPicker onConnect={setConnected} />
  const { wallet, account } = connected
  const isRight = props.account === undefined || props.account === account
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2 rounded-md border border-line bg-raised px-3 py-2">
        <span className="grid min-w-0 gap-0.5">
          <span className="text-xs text-soft">{wallet.name}</span>
          <HexText hex={account} label="connected account" />
        </span>
        <Button look="quiet" onClick={() => setConnected(null)}>
          Use another
        </Button>
      </div>
      {isRight ? (
        <SignButton {...props} connected={connected} />
      ) : (
        <Notice look="trouble">
          {wallet.name} is using {shortHex(account)}, and only{' '}
          <strong>{shortHex(props.account ?? account)}</strong> can sign this. Choose that account in the
          wallet, then press “Use another” and connect again.
        </Notice>
      )}
    </div>
  )
}

function SignButton({
  label,
  look,
  prepare,
  connected: { wallet, account },
}: SigningProps & { readonly connected: ConnectedWallet }) {
  const sign = useMutation({
    mutationFn: async () => {
      const { typedData, send } = prepare(account)
      await send(await signTypedData(wallet, account, typedData))
    },
  })
  return (
    <>
      <Button
        look={look ?? 'primary'}
        isBusy={sign.isPending}
        onClick={() => sign.mutate()}
        className="min-h-10 justify-self-start"
      >
        {sign.isPending ? 'Waiting for your wallet …' : label}
      </Button>
      {sign.error ? <Notice look="trouble">{sentenceOf(sign.error)}</Notice> : null}
    </>
  )
}
