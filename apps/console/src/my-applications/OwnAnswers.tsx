import type { MyApplication } from './use-my-applications.ts'

const NAMES = {
  name: 'Name',
  email: 'E-mail',
  wallet: 'Wallet',
  tier: 'Tier',
  operatingSystem: 'Operating system',
  rpcEndpoint: 'RPC endpoint',
  stakeAmount: 'Stake, in NODR',
  experience: 'Experience',
  infrastructure: 'Infrastructure',
  motivation: 'Motivation',
} as const satisfies Readonly<Record<keyof MyApplication['answers'], string>>

/** What the applicant wrote, to read again. */
export function OwnAnswers({ application }: { readonly application: MyApplication }) {
  const { answers, isWalletProven, publicId } = application
  const said = (Object.keys(NAMES) as (keyof typeof NAMES)[]).filter((name) => answers[name] !== null)
  return (
    <details className="border-t border-line px-5 py-3">
      <summary className="cursor-pointer font-medium">What you wrote</summary>
      <dl className="mt-2 grid gap-x-6 gap-y-2 sm:grid-cols-[9rem_minmax(0,1fr)]">
        {said.map((name) => (
          <div key={name} className="contents">
            <dt className="text-xs/5 text-soft">{NAMES[name]}</dt>
            <dd
              className={`break-words whitespace-pre-wrap ${name === 'wallet' ? 'font-mono text-xs/5 break-all' : ''}`}
            >
              {answers[name]}
              {name === 'wallet' && isWalletProven ? (
                <span className="font-sans text-soft"> (it signed for this application)</span>
              ) : null}
            </dd>
          </div>
        ))}
        <dt className="text-xs/5 text-soft">Number</dt>
        <dd className="font-mono text-xs/5 break-all">{publicId}</dd>
      </dl>
    </details>
  )
}
