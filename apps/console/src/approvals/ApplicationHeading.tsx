import { TierBadge } from '../ui/TierBadge.tsx'
import { Time } from '../ui/Time.tsx'
import { ApplicationStatus } from './ApplicationStatus.tsx'
import { ReviewClock } from './ReviewClock.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { personOf, SOURCE_WORDS } from './words.ts'

/** Who applies for what, where it stands, and since when. */
export function ApplicationHeading({ application }: { readonly application: ApplicationDetail }) {
  const { name, tier, status, source, submittedAt, reviewedBy, reviewedAt } = application
  return (
    <div className="rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="min-w-0 text-base/6 font-semibold [overflow-wrap:anywhere]">{name ?? 'no name'}</p>
        {tier ? <TierBadge tier={tier} /> : null}
        <ApplicationStatus status={status} />
      </div>
      <p className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-soft">
        <span>
          came <Time at={submittedAt} /> ({<Time at={submittedAt} exact />}), {SOURCE_WORDS[source]}
        </span>
        {application.clock ? (
          <ReviewClock clock={application.clock} />
        ) : reviewedBy && reviewedAt ? (
          <span>
            {status} by {personOf(reviewedBy)} <Time at={reviewedAt} />
          </span>
        ) : null}
        {application.sourceReason ? <span>entered because: {application.sourceReason}</span> : null}
      </p>
      {application.rejectionReason ? (
        <p className="mt-2 border-l-2 border-line pl-3 [overflow-wrap:anywhere]">
          {application.rejectionReason}
        </p>
      ) : null}
    </div>
  )
}
