import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, troubleOf } from '../api/client.ts'
import { PageLoading } from '../app/PageLoading.tsx'
import { Notice } from '../ui/Notice.tsx'
import { useTitle } from '../ui/use-title.ts'
import { Applied } from './Applied.tsx'
import { ApplyForm } from './ApplyForm.tsx'
import type { Applied as AppliedAnswer } from './send-application.ts'

/** Where a stranger becomes an applicant: what the tiers are, and the form. */
export function ApplyPage() {
  useTitle('Run a node · Noderr')
  const [applied, setApplied] = useState<AppliedAnswer | null>(null)
  const guide = useQuery({
    queryKey: ['applicant', 'guide'],
    queryFn: () => api.applicant.getTierGuide.query(),
  })
  if (applied) return <Applied applied={applied} />
  return (
    <div className="mx-auto max-w-6xl">
      <Welcome answerDays={guide.data?.answerDays} />
      {guide.error ? <Notice look="trouble">{troubleOf(guide.error).message}</Notice> : null}
      {guide.data ? <ApplyForm guide={guide.data} onApplied={setApplied} /> : null}
      {guide.isPending ? <PageLoading /> : null}
    </div>
  )
}

function Welcome({ answerDays = 5 }: { readonly answerDays: number | undefined }) {
  return (
    <header className="grid gap-6 py-8 lg:grid-cols-[minmax(0,1fr)_27rem] lg:items-end">
      <div>
        <h1 className="text-2xl font-semibold tracking-tight sm:text-[28px]/9">Run a Noderr node</h1>
        <p className="mt-2 max-w-prose text-[15px]/6 text-soft">
          Your machine predicts the market’s next hour, signs what it says with a key that never leaves it,
          and is paid for being right. Everybody can check every score and every payment.
        </p>
        <p className="mt-3 text-soft">
          You have applied before?{' '}
          <Link to="/my-applications" className="text-ink underline">
            Follow your application
          </Link>
        </p>
      </div>
      <ol className="grid gap-2.5">
        <Step number={1} what="Apply" how="ten minutes; your wallet signs and moves nothing" />
        <Step
          number={2}
          what="We answer"
          how={`within ${answerDays} business days, by mail and on your page`}
        />
        <Step number={3} what="Claim and start" how="one signature and one bundle, five minutes" />
      </ol>
    </header>
  )
}

function Step(props: { readonly number: number; readonly what: string; readonly how: string }) {
  return (
    <li className="flex items-start gap-3">
      <span
        aria-hidden="true"
        className="grid size-6 shrink-0 place-items-center rounded-full border border-line bg-surface text-xs font-semibold"
      >
        {props.number}
      </span>
      <span className="pt-0.5">
        <strong className="font-semibold">{props.what}</strong>
        <span className="text-soft">: {props.how}</span>
      </span>
    </li>
  )
}
