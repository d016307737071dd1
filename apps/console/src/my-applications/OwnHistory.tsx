import { Time } from '../ui/Time.tsx'
import type { MyApplication } from './use-my-applications.ts'

const HAPPENED: Readonly<Record<MyApplication['status'], string>> = {
  pending: 'Ready for review',
  needs_attention: 'Received; a part of it could not be read',
  approved: 'Approved',
  rejected: 'Not accepted',
  withdrawn: 'Withdrawn',
}

const CLAIMS: Readonly<Record<NonNullable<MyApplication['claim']>['state'], string>> = {
  invited: 'Invited to claim',
  claimed: 'Credential claimed',
  enrolled: 'Node enrolled',
  expired: 'Credential expired',
  revoked: 'Credential revoked',
}

/** What happened to an application and when, without who did it. */
export function OwnHistory({ application: { history, claim } }: { readonly application: MyApplication }) {
  const events = history.map(({ status, at }, place) => ({
    at,
    what: place === 0 && status === 'pending' ? 'Received' : HAPPENED[status],
  }))
  const claimed = claim?.at ? [{ at: claim.at, what: CLAIMS[claim.state] }] : []
  return (
    <details className="border-t border-line px-5 py-3">
      <summary className="cursor-pointer font-medium">What happened</summary>
      <ol className="mt-2 grid gap-1.5">
        {[...events, ...claimed].map(({ at, what }) => (
          <li key={`${at} ${what}`} className="flex flex-wrap justify-between gap-x-4">
            <span>{what}</span>
            <span className="text-soft">
              <Time at={at} exact />
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}
