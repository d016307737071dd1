import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { formatMinute } from '../format/time.ts'
import { CopyButton } from '../ui/CopyButton.tsx'
import { useTitle } from '../ui/use-title.ts'
import type { Applied as Answer } from './send-application.ts'

/** What an applicant sees once the application is in: that it is, by when there is an answer, what to do meanwhile. */
export function Applied({ applied }: { readonly applied: Answer }) {
  useTitle('Your application is in · Noderr')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <div className="mx-auto max-w-xl py-12">
      <span
        aria-hidden="true"
        className="mb-4 grid size-12 place-items-center rounded-full border border-good text-good"
      >
        <svg
          aria-hidden="true"
          viewBox="0 0 24 24"
          className="size-6"
          fill="none"
          stroke="currentColor"
          strokeWidth="2.5"
        >
          <path d="M5 12.5l4.5 4.5L19 7.5" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </span>
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
        Your application is in
      </h1>
      <p className="mt-2 text-[15px]/6 text-soft">
        A person reads it now. You have an answer by{' '}
        <strong className="text-ink">{formatMinute(Date.parse(applied.answerBy))} UTC</strong>, by mail and on
        your page.
      </p>
      <dl className="mt-6 rounded-lg border border-line bg-surface px-4 py-3">
        <dt className="text-xs text-soft">Number of your application</dt>
        <dd className="flex items-center gap-1 font-mono text-xs">
          <span className="break-all">{applied.publicId}</span>
          <CopyButton text={applied.publicId} label="number of your application" />
        </dd>
      </dl>
      <p className="mt-6">
        <Link
          to="/my-applications"
          className="inline-flex min-h-10 items-center rounded-md bg-accent px-5 text-[15px] font-medium text-on-accent hover:bg-accent-strong"
        >
          Follow it under My applications
        </Link>
      </p>
      <p className="mt-4 text-xs text-soft">
        You sign in there with the same wallet. Meanwhile you need not do anything.
      </p>
    </div>
  )
}
