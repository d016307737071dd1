import { Link } from '@tanstack/react-router'
import { useId } from 'react'
import { HexText } from '../ui/HexText.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import { useNow } from '../ui/use-now.ts'
import { CardActions } from './CardActions.tsx'
import { OwnAnswers } from './OwnAnswers.tsx'
import { OwnHistory } from './OwnHistory.tsx'
import { Questions } from './Questions.tsx'
import { Steps } from './Steps.tsx'
import { type Standing, standingOf } from './standing.ts'
import type { MyApplication } from './use-my-applications.ts'

const TITLES: Readonly<Record<Standing['look'], string>> = {
  plain: 'text-ink',
  good: 'text-good',
  bad: 'text-bad',
  warning: 'text-warn-ink',
  accent: 'text-accent',
}

/** One application: where it stands first, then what can be done, then what was written and what happened. */
export function ApplicationCard({ application }: { readonly application: MyApplication }) {
  const id = useId()
  const standing = standingOf(application, useNow())
  return (
    <article aria-labelledby={id} className="rounded-lg border border-line bg-surface">
      <div className="grid gap-4 p-5">
        <p className="flex flex-wrap items-center gap-2 text-xs text-soft">
          {application.answers.tier ? <TierBadge tier={application.answers.tier} /> : null}
          <span>
            applied on {application.submittedAt.slice(0, 10)} as{' '}
            {application.answers.name ?? 'somebody without a name'}
          </span>
        </p>
        <div>
          <h2 id={id} className={`text-lg/7 font-semibold tracking-tight ${TITLES[standing.look]}`}>
            {standing.title}
          </h2>
          <p className="mt-1 max-w-prose">{standing.next}</p>
        </div>
        {application.status === 'rejected' && application.rejectionReason ? (
          <blockquote className="max-w-prose border-l-2 border-line pl-3 whitespace-pre-wrap text-soft">
            {application.rejectionReason}
          </blockquote>
        ) : null}
        {application.status === 'withdrawn' || application.status === 'rejected' ? null : (
          <Steps done={standing.stepsDone} />
        )}
        <Questions application={application} />
        <CardActions application={application} />
        <NodeLine claim={application.claim} />
      </div>
      <OwnHistory application={application} />
      <OwnAnswers application={application} />
    </article>
  )
}

function NodeLine({ claim }: { readonly claim: MyApplication['claim'] }) {
  if (claim?.state !== 'claimed' && claim?.state !== 'enrolled') return null
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-soft">
      <span>
        Node <HexText hex={claim.nodeId} label="node id" />
      </span>
      <Link to="/delegate" className="underline">
        Delegate to its key
      </Link>
      <a href={`/rotate#${claim.nodeId}`} className="underline">
        Take a new secret
      </a>
      <Link to="/" className="underline">
        See the network
      </Link>
    </p>
  )
}
