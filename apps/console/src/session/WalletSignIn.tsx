import { useMutation } from '@tanstack/react-query'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useWallets } from '../wallet/use-wallets.ts'
import { signInByWallet } from './session-client.ts'
import { useSession } from './use-session.ts'

/** The wallets of this browser, each a way in. */
export function WalletSignIn() {
  const { refresh } = useSession()
  const wallets = useWallets()
  const entering = useMutation({ mutationFn: signInByWallet, onSuccess: refresh })
  return (
    <div className="grid gap-3 p-4">
      {entering.error ? <Notice look="trouble">{entering.error.message}</Notice> : null}
      {wallets.map((wallet) => (
        <Button
          key={wallet.id}
          isBusy={entering.isPending && entering.variables.id === wallet.id}
          onClick={() => entering.mutate(wallet)}
        >
          Sign in with {wallet.name}
        </Button>
      ))}
      <p className="text-xs text-soft">
        {wallets.length === 0
          ? 'No wallet answers in this browser. Install or unlock one, or sign in by e-mail.'
          : 'The wallet shows you a message to sign. It sends no transaction and costs nothing.'}
      </p>
    </div>
  )
}
