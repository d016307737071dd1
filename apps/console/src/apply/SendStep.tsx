import { Link } from '@tanstack/react-router'
import { troubleOf } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { WalletRefusedError } from '../wallet/wallets.ts'

/** The signature that sends the application, and what became of the last try. */
export function SendStep(props: {
  readonly faultCount: number
  readonly isSending: boolean
  readonly trouble: unknown
  readonly cooldownDays: number
}) {
  const { faultCount, isSending } = props
  return (
    <div className="grid gap-3 border-t border-line pt-6">
      <p className="max-w-prose text-soft">
        Your wallet will show this network, your tier and a fingerprint of your answers. Signing costs nothing
        and moves nothing. We never ask for a private key or a seed phrase.
      </p>
      {faultCount > 0 ? (
        <Notice look="trouble">
          {faultCount === 1 ? 'One answer needs' : `${faultCount} answers need`} another look; the first of
          them has the cursor.
        </Notice>
      ) : null}
      {props.trouble ? <SendTrouble error={props.trouble} /> : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" look="primary" isBusy={isSending} className="min-h-10 px-5 text-[15px]">
          {isSending ? 'Waiting for your wallet …' : 'Sign and send'}
        </Button>
        <p className="text-xs text-soft">
          One open application for each wallet. After a rejection it may apply again in {props.cooldownDays}{' '}
          days.
        </p>
      </div>
    </div>
  )
}

function SendTrouble({ error }: { readonly error: unknown }) {
  if (error instanceof WalletRefusedError) return <Notice look="warning">{error.message}</Notice>
  const { code, message } = troubleOf(error)
  const leadsOn = code === 'applicant.open-application' || code === 'applicant.is-operator'
  return (
    <Notice look="trouble">
      {message.charAt(0).toUpperCase() + message.slice(1)}.
      {leadsOn ? (
        <>
          {' '}
          <Link to="/my-applications" className="font-medium underline">
            Go to My applications
          </Link>
        </>
      ) : null}
    </Notice>
  )
}
