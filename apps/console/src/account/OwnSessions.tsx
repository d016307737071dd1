import { useMutation, useQuery } from '@tanstack/react-query'
import { api, troubleOf } from '../api/client.ts'
import { useSession } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { SessionList } from './SessionList.tsx'

/** One's own sessions, each to be ended, or all of them. */
export function OwnSessions() {
  const { refresh } = useSession()
  const sessions = useQuery({
    queryKey: ['account', 'sessions'],
    queryFn: () => api.account.getSessions.query(),
  })
  const ending = useMutation({
    mutationFn: (sessionId?: string) => api.account.revokeSessions.mutate({ sessionId }),
    onSuccess: () => Promise.all([sessions.refetch(), refresh()]),
  })
  const trouble = ending.error ?? sessions.error
  return (
    <Panel
      title="Where you are signed in"
      aside={
        <Button look="danger" isBusy={ending.isPending} onClick={() => ending.mutate(undefined)}>
          Sign out everywhere
        </Button>
      }
    >
      {trouble ? (
        <div className="p-4">
          <Notice look="trouble">{troubleOf(trouble).message}</Notice>
        </div>
      ) : null}
      <SessionList
        sessions={sessions.data ?? []}
        isBusy={ending.isPending}
        onEnd={(id) => ending.mutate(id)}
      />
    </Panel>
  )
}
