import { Button } from '../ui/Button.tsx'
import { HexText } from '../ui/HexText.tsx'
import { type ConnectedWallet, WalletPicker } from '../wallet/WalletPicker.tsx'

/** Which wallet applies: it owns the node, signs for it, and is paid. */
export function WalletStep(props: {
  readonly connected: ConnectedWallet | null
  readonly fault: string | undefined
  readonly onConnect: (connected: ConnectedWallet | null) => void
}) {
  const { connected, fault } = props
  return (
    <fieldset data-faulty={fault !== undefined} aria-describedby={fault ? 'wallet-fault' : 'wallet-why'}>
      <legend className="mb-1 text-base font-semibold">Your wallet</legend>
      <p id="wallet-why" className="mb-3 max-w-prose text-soft">
        It will own the node, claim its credential and be paid. The node itself signs with a key of its own,
        so this wallet can stay cold.
      </p>
      {connected ? (
        <div className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line bg-surface px-4 py-3">
          <span className="grid min-w-0 gap-0.5">
            <span className="text-xs text-soft">{connected.wallet.name}</span>
            <HexText hex={connected.account} label="wallet address" whole />
          </span>
          <Button look="quiet" onClick={() => props.onConnect(null)}>
            Use another
          </Button>
        </div>
      ) : (
        <WalletPicker onConnect={props.onConnect} />
      )}
      {fault ? (
        <p id="wallet-fault" className="mt-2 text-xs text-bad">
          {fault}
        </p>
      ) : null}
    </fieldset>
  )
}
