import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Time } from '../ui/Time.tsx'
import { MailStateBadge } from './MailStateBadge.tsx'
import { typeInWords } from './mail-words.ts'
import type { MailSummary } from './use-mails.ts'

/** To whom, of what kind, how far, and what the mail server said. */
export function MailFacts({ mail }: { readonly mail: MailSummary }) {
  return (
    <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
      <Fact name="To">{mail.to}</Fact>
      <Fact name="Type">{typeInWords(mail.type)}</Fact>
      {mail.applicationId === undefined ? null : (
        <Fact name="Application">
          <Link
            to="/admin/approvals/$applicationId"
            params={{ applicationId: String(mail.applicationId) }}
            className="underline"
          >
            {mail.applicationId}
          </Link>
        </Fact>
      )}
      <Fact name="State">
        <MailStateBadge state={mail.state} />
      </Fact>
      <Fact name="Queued">
        <Time at={mail.queuedAt} exact />
      </Fact>
      {mail.sentAt ? (
        <Fact name="Sent">
          <Time at={mail.sentAt} exact />
        </Fact>
      ) : null}
      {mail.attempts > 0 ? <Fact name="Attempts">{mail.attempts}</Fact> : null}
      {mail.error ? (
        <Fact name="Mail server">
          <span className="text-bad">{mail.error}</span>
        </Fact>
      ) : null}
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}
