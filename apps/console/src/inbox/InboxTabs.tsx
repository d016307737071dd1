import { Link } from '@tanstack/react-router'
import { formatCount } from '../format/number.ts'
import { TAB, Tabs } from '../ui/Tabs.tsx'
import { type InboxSearch, OUTCOMES } from './inbox-search.ts'
import { outcomeInWords } from './OutcomeBadge.tsx'
import type { Stats } from './use-inbox.ts'

/** What needs an eye, however seldom there is any. */
const ALWAYS = ['waiting', 'unread', 'test', 'submitted']

/** The deliveries by what became of them, with how many there are of each, and the quarantine. */
export function InboxTabs(props: { readonly show: InboxSearch['show']; readonly stats: Stats | undefined }) {
  const { show, stats } = props
  const countOf = (one: InboxSearch['show']) =>
    one === 'quarantine' ? (stats?.quarantined ?? 0) : one ? (stats?.byOutcome[one] ?? 0) : undefined
  const shown = OUTCOMES.filter((one) => ALWAYS.includes(one) || one === show || countOf(one))
  return (
    <Tabs label="By what became of them">
      {[undefined, ...shown, 'quarantine' as const].map((one) => (
        <Link
          key={one ?? 'all'}
          to="/admin/inbox"
          search={one ? { show: one } : {}}
          aria-current={one === show ? 'page' : undefined}
          className={TAB}
        >
          <span className="first-letter:uppercase">
            {one === undefined ? 'all' : one === 'quarantine' ? one : outcomeInWords(one)}
          </span>
          {one ? <Count of={countOf(one)} isKnown={stats !== undefined} isBad={one === 'unread'} /> : null}
        </Link>
      ))}
    </Tabs>
  )
}

function Count(props: {
  readonly of: number | undefined
  readonly isKnown: boolean
  readonly isBad: boolean
}) {
  const look = props.isBad && props.of ? 'font-semibold text-bad' : ''
  return (
    <span className={`min-w-5 rounded-full bg-raised px-1.5 text-center text-[11px]/4 ${look}`}>
      {props.isKnown ? formatCount(props.of ?? 0) : '·'}
    </span>
  )
}
