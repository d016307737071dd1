import { Link } from '@tanstack/react-router'
import { Badge } from '../ui/Badge.tsx'
import { Panel } from '../ui/Panel.tsx'
import type { ApprovalSearch } from './approval-search.ts'
import type { ApplicationDetail } from './use-application.ts'

const LOOKS = { info: 'quiet', warning: 'warning', blocking: 'bad' } as const
const WORDS = { info: 'fact', warning: 'look', blocking: 'stop' } as const

/** What a reviewer should know before a decision, with the way to the other applications it is about. */
export function SignalsPanel(props: {
  readonly application: ApplicationDetail
  readonly search: ApprovalSearch
}) {
  const { signals } = props.application
  const read = signals.filter(({ state }) => state === 'read')
  const notRead = signals.filter(({ state }) => state === 'not-read')
  return (
    <Panel title="Signals" aside={read.length === 0 ? 'nothing to report' : undefined}>
      <ul className="divide-y divide-line">
        {read.map((signal) => (
          <li key={signal.code} className="grid grid-cols-[3.5rem_minmax(0,1fr)] gap-x-3 px-4 py-2">
            <span>
              <Badge look={LOOKS[signal.severity]}>{WORDS[signal.severity]}</Badge>
            </span>
            <div className="[overflow-wrap:anywhere]">
              {signal.text}{' '}
              {signal.applicationIds.map((id) => (
                <Link
                  key={id}
                  to="/admin/approvals/$applicationId"
                  params={{ applicationId: String(id) }}
                  search={props.search}
                  className="mr-2 underline"
                >
                  open #{id}
                </Link>
              ))}
            </div>
          </li>
        ))}
      </ul>
      {notRead.length > 0 ? (
        <ul className="border-t border-line px-4 py-2 text-xs text-soft">
          {notRead.map(({ code, text }) => (
            <li key={code}>{text}</li>
          ))}
        </ul>
      ) : null}
    </Panel>
  )
}
