import { Link } from '@tanstack/react-router'
import type { ApiOutputs } from '../api/client.ts'
import { formatCount } from '../format/number.ts'
import { TAB, Tabs } from '../ui/Tabs.tsx'
import { STATE_WORDS } from './MailStateBadge.tsx'
import { MAIL_STATES, type MailSearch, withFilter } from './mail-search.ts'

type Stats = ApiOutputs['admin']['getMailStats']

/** The mails by where they are on their way, with how many there are of each. */
export function MailTabs(props: { readonly search: MailSearch; readonly stats: Stats | undefined }) {
  const { search, stats } = props
  return (
    <Tabs label="By state">
      {[undefined, ...MAIL_STATES].map((state) => (
        <Link
          key={state ?? 'all'}
          to="/admin/mail"
          search={withFilter(search, { state })}
          aria-current={state === search.state ? 'page' : undefined}
          className={TAB}
        >
          <span className="first-letter:uppercase">{state ? STATE_WORDS[state] : 'all'}</span>
          {state ? (
            <span className={`min-w-5 rounded-full px-1.5 text-center text-[11px]/4 ${lookOf(state, stats)}`}>
              {stats ? formatCount(stats.counts[state]) : '·'}
            </span>
          ) : null}
        </Link>
      ))}
    </Tabs>
  )
}

function lookOf(state: string, stats: Stats | undefined): string {
  return state === 'dead' && stats && stats.counts.dead > 0 ? 'bg-raised font-semibold text-bad' : 'bg-raised'
}
