import type { ReactNode } from 'react'
import { Time } from '../ui/Time.tsx'
import { MailStateBadge } from './MailStateBadge.tsx'
import { lastMomentOf, titleOf, typeInWords } from './mail-words.ts'
import type { MailSummary } from './use-mails.ts'

/** Mails, newest first; on a narrow screen each is a card. */
export function MailTable(props: {
  readonly mails: readonly MailSummary[]
  readonly onOpen: (mailId: string) => void
  /** Left out where all mails are about one application. */
  readonly onApplication?: (applicationId: number) => void
}) {
  const { mails, onOpen, onApplication } = props
  return (
    <table className="block w-full text-left md:table">
      <caption className="sr-only">Mails, newest first</caption>
      <thead className="sr-only text-xs text-soft md:not-sr-only md:table-header-group">
        <tr className="md:table-row">
          <Head>State</Head>
          <Head>Subject</Head>
          <Head>Type</Head>
          <Head>To</Head>
          {onApplication ? <Head>Application</Head> : null}
          <Head>When</Head>
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {mails.map((mail) => (
          <tr
            key={mail.id}
            className="grid grid-cols-[5.75rem_1fr] gap-x-3 gap-y-0.5 border-t border-line px-4 py-3 md:table-row md:p-0"
          >
            <Cell>
              <MailStateBadge state={mail.state} />
            </Cell>
            <Cell className="md:w-1/3">
              <Subject mail={mail} onOpen={onOpen} />
            </Cell>
            <Cell label="Type" className="md:whitespace-nowrap">
              {typeInWords(mail.type)}
            </Cell>
            <Cell label="To">{mail.erasedAt ? <span className="text-soft">erased</span> : mail.to}</Cell>
            {onApplication ? (
              <Cell label="Application">
                <ApplicationButton mail={mail} onApplication={onApplication} />
              </Cell>
            ) : null}
            <Cell label="When">
              <Time at={lastMomentOf(mail)} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Head({ children }: { readonly children: ReactNode }) {
  return (
    <th scope="col" className="px-2 py-2 font-medium first:pl-4 last:pr-4">
      {children}
    </th>
  )
}

/** On a narrow screen the label stands in the first column of the card, and the value in the second. */
function Cell(props: { readonly label?: string; readonly className?: string; readonly children: ReactNode }) {
  return (
    <td
      className={`contents md:table-cell md:px-2 md:py-2 md:align-top md:first:pl-4 md:last:pr-4 ${props.className ?? ''}`}
    >
      {props.label ? (
        <span className="text-soft md:hidden" aria-hidden="true">
          {props.label}
        </span>
      ) : null}
      <div className="min-w-0 [overflow-wrap:anywhere]">{props.children}</div>
    </td>
  )
}

function Subject({ mail, onOpen }: { readonly mail: MailSummary; readonly onOpen: (id: string) => void }) {
  if (mail.erasedAt) return <span className="text-soft">{titleOf(mail)}</span>
  return (
    <>
      <button
        type="button"
        onClick={() => onOpen(mail.id)}
        className="cursor-pointer text-left font-medium underline decoration-line underline-offset-3 hover:decoration-current"
      >
        {titleOf(mail)}
      </button>
      {mail.error ? (
        <p className="text-xs text-bad">
          {mail.error} ({mail.attempts} {mail.attempts === 1 ? 'attempt' : 'attempts'})
        </p>
      ) : null}
    </>
  )
}

function ApplicationButton(props: {
  readonly mail: MailSummary
  readonly onApplication: (applicationId: number) => void
}) {
  const { applicationId } = props.mail
  if (applicationId === undefined) return <span className="text-soft">none</span>
  return (
    <button
      type="button"
      title={`only mails about application ${applicationId}`}
      onClick={() => props.onApplication(applicationId)}
      className="cursor-pointer underline decoration-line underline-offset-3 hover:decoration-current"
    >
      {applicationId}
    </button>
  )
}
