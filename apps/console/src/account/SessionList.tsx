import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Time } from '../ui/Time.tsx'
import { browserName } from './browser-name.ts'

interface ListedSession {
  readonly id: string
  readonly browser: string
  readonly openedAt: string
  readonly expiresAt: string
  readonly isThisOne?: boolean
}

/** Sessions that are not over, each with a button that ends it. */
export function SessionList(props: {
  readonly sessions: readonly ListedSession[]
  readonly isBusy: boolean
  readonly onEnd: (sessionId: string) => void
}) {
  return (
    <ul className="divide-y divide-line">
      {props.sessions.map((session) => (
        <li
          key={session.id}
          className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2.5"
        >
          <div className="min-w-0">
            <p className="flex items-center gap-2 font-medium">
              <span className="truncate" title={session.browser}>
                {browserName(session.browser)}
              </span>
              {session.isThisOne ? <Badge look="good">this one</Badge> : null}
            </p>
            <p className="text-xs text-soft">
              opened <Time at={session.openedAt} />, ends <Time at={session.expiresAt} />
            </p>
          </div>
          <Button isBusy={props.isBusy} onClick={() => props.onEnd(session.id)}>
            End
          </Button>
        </li>
      ))}
    </ul>
  )
}
