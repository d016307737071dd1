import type { ReactNode } from 'react'
import { HexText } from '../ui/HexText.tsx'
import { Missing } from '../ui/Missing.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { TierBadge } from '../ui/TierBadge.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { ANSWER_WORDS, type AnswerField } from './words.ts'

type Application = ApplicationDetail

const SHORT = ['name', 'email', 'wallet', 'tier', 'operatingSystem', 'rpcEndpoint', 'stakeAmount'] as const
const LONG = ['experience', 'infrastructure', 'motivation'] as const

/** What the applicant said, word for word, and what is missing. */
export function AnswersPanel(props: {
  readonly application: Application
  /** Undefined where nothing may be corrected. */
  readonly onCorrect: ((field: AnswerField) => void) | undefined
}) {
  const { application, onCorrect } = props
  const answer = (field: AnswerField) => (
    <Answer
      key={field}
      name={ANSWER_WORDS[field]}
      onCorrect={
        onCorrect && !(field === 'wallet' && application.wallet) ? () => onCorrect(field) : undefined
      }
    >
      <AnswerText field={field} application={application} />
    </Answer>
  )
  return (
    <Panel title="Answers" aside={<Digest application={application} />}>
      <Attention application={application} />
      <dl>{[...SHORT, ...LONG].map(answer)}</dl>
      <OtherAnswers other={application.other} />
    </Panel>
  )
}

function Digest({ application }: { readonly application: Application }) {
  return (
    <span title="An approval binds this digest of the answers">
      version {application.version} · <HexText hex={application.digest} label="digest of the answers" />
    </span>
  )
}

function Attention({ application: { attention } }: { readonly application: Application }) {
  if (attention.length === 0) return null
  return (
    <div className="p-4 pb-0">
      <Notice look="warning">
        Needs attention: {attention.map((field) => ANSWER_WORDS[field].toLowerCase()).join(', ')} missing or
        not readable. It can be approved once it is corrected.
      </Notice>
    </div>
  )
}

function Answer(props: {
  readonly name: string
  readonly onCorrect: (() => void) | undefined
  readonly children: ReactNode
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-3 border-b border-line px-4 py-2 last:border-b-0 sm:grid-cols-[9rem_minmax(0,1fr)_auto]">
      <dt className="text-xs/5 text-soft">{props.name}</dt>
      <dd className="col-span-2 col-start-1 min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere] sm:col-span-1 sm:col-start-2">
        {props.children}
      </dd>
      {props.onCorrect ? (
        <dd className="col-start-2 row-start-1 sm:col-start-3">
          <button
            type="button"
            aria-label={`Correct: ${props.name}`}
            onClick={props.onCorrect}
            className="cursor-pointer text-xs text-soft hover:text-ink hover:underline"
          >
            Correct
          </button>
        </dd>
      ) : null}
    </div>
  )
}

function AnswerText({
  field,
  application,
}: {
  readonly field: AnswerField
  readonly application: Application
}) {
  const value = application[field]
  if (value === undefined) return <Missing because="the applicant did not say" />
  if (field === 'tier') return application.tier ? <TierBadge tier={application.tier} /> : null
  if (field === 'wallet')
    return (
      <span className="inline-grid">
        <HexText hex={value} label="wallet address" whole />
        <span className="text-xs text-soft">
          {application.walletProvenAt
            ? 'has signed for itself'
            : 'named only; it signs when it claims the credential'}
        </span>
      </span>
    )
  return value
}

/** Answers of the form that nothing of ours is made of, as they came. */
function OtherAnswers({ other }: Pick<Application, 'other'>) {
  const answers = Object.entries(other).filter(([, value]) => value !== null)
  if (answers.length === 0) return null
  return (
    <div className="border-t border-line px-4 py-3">
      <h3 className="mb-1 text-xs font-semibold">Other answers, as they came</h3>
      <dl className="grid grid-cols-[minmax(0,9rem)_minmax(0,1fr)] gap-x-3 gap-y-1">
        {answers.map(([field, value]) => (
          <div key={field} className="contents">
            <dt className="truncate font-mono text-xs text-soft" title={field}>
              {field}
            </dt>
            <dd className="whitespace-pre-wrap [overflow-wrap:anywhere]">
              {typeof value === 'string' ? value : JSON.stringify(value)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
