import { Panel } from '../ui/Panel.tsx'
import { Time } from '../ui/Time.tsx'
import type { ApplicationDetail } from './use-application.ts'
import { ANSWER_WORDS, type AnswerField, personOf, SOURCE_WORDS, STATUS_WORDS } from './words.ts'

type Entry = ApplicationDetail['history'][number]

/** What happened to the application, newest first: who, when, what it was before, what it is now, and why. */
export function HistoryPanel({ application }: { readonly application: ApplicationDetail }) {
  const entries = [...application.history].reverse()
  return (
    <Panel title="History">
      <ol className="divide-y divide-line">
        {entries.map((entry) => (
          <li key={`${entry.kind} ${entry.at}`} className="grid gap-1 px-4 py-2.5">
            <div className="flex flex-wrap items-baseline justify-between gap-x-3">
              <p className="font-medium">{titleOf(entry, application)}</p>
              <p className="text-xs text-soft">
                <Time at={entry.at} /> · <Time at={entry.at} exact />
              </p>
            </div>
            {entry.kind === 'correction' ? <Changes entry={entry} /> : null}
            {entry.why ? (
              <p className="whitespace-pre-wrap text-soft [overflow-wrap:anywhere]">{entry.why}</p>
            ) : null}
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function titleOf(entry: Entry, { source }: ApplicationDetail): string {
  if (entry.kind === 'correction') return `${personOf(entry.by)} corrected the answers`
  const to = STATUS_WORDS[entry.to as keyof typeof STATUS_WORDS] ?? entry.to
  if (!entry.from) return `Submitted, ${SOURCE_WORDS[source]}: ${to}`
  return entry.by ? `${personOf(entry.by)}: ${to}` : `Now ${to}`
}

function Changes({ entry }: { readonly entry: Extract<Entry, { kind: 'correction' }> }) {
  return (
    <dl className="grid gap-1">
      {Object.entries(entry.after).map(([field, after]) => (
        <div key={field} className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3">
          <dt className="text-xs/5 text-soft">{ANSWER_WORDS[field as AnswerField] ?? field}</dt>
          <dd className="[overflow-wrap:anywhere]">
            <del className="text-soft">{entry.before[field] ?? 'nothing'}</del>
            <span aria-hidden="true"> → </span>
            <ins className="no-underline">{after ?? 'nothing'}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}
