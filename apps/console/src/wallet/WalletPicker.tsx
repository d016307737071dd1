import type { Address } from '@noderr/protocol'
import { useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useWallets } from './use-wallets.ts'
import { connect, type Wallet } from './wallets.ts'

/** A wallet together with the account that its owner chose in it. */
export interface ConnectedWallet {
  readonly wallet: Wallet
  readonly account: Address
}

/** One button for each wallet of this browser; tells which account was chosen. */
export function WalletPicker(props: {
  readonly onConnect: (connected: ConnectedWallet) => void
  /** What connecting is for: "Connect", "Sign in with". */
  readonly verb?: string
}) {
  const wallets = useWallets()
  const [asking, setAsking] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const choose = async (wallet: Wallet) => {
    setAsking(wallet.id)
    setTrouble(null)
    try {
      props.onConnect({ wallet, account: await connect(wallet) })
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    } finally {
      setAsking(null)
    }
  }
  if (wallets.length === 0) return <NoWallet />
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {wallets.map((wallet) => (
          <Button
            key={wallet.id}
            isBusy={asking === wallet.id}
            onClick={() => choose(wallet)}
            className="min-h-9"
          >
            {props.verb ?? 'Connect'} {wallet.name}
          </Button>
        ))}
      </div>
      {trouble ? <Notice look="trouble">{trouble}</Notice> : null}
    </div>
  )
}

function NoWallet() {
  return (
    <Notice>
      No wallet was found in this browser. Install one that speaks to pages (MetaMask, Rabby, Frame …), unlock
      it and reload; what you wrote is kept.
    </Notice>
  )
}
