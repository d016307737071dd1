import { useMutation, useQuery } from '@tanstack/react-query'
import { SessionList } from '../account/SessionList.tsx'
import { api, troubleOf } from '../api/client.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'

/** Where one of the people is signed in, each session to be ended, or all of them. */
export function AdminSessions({ name }: { readonly name: string }) {
  const sessions = useQuery({
    queryKey: ['admins', name, 'sessions'],
    queryFn: () => api.admin.getAdminSessions.query({ name }),
  })
  const ending = useMutation({
    mutationFn: (sessionId?: string) => api.admin.revokeAdminSessions.mutate({ name, sessionId }),
    onSuccess: () => sessions.refetch(),
  })
  const trouble = ending.error ?? sessions.error
  if (!sessions.data && !trouble) return null
  const open = sessions.data ?? []
  return (
    <section aria-label="Sessions" className="rounded-md border border-line">
      <div className="flex min-h-11 items-center justify-between gap-4 px-4 py-1.5">
        <h3 className="text-xs font-medium">
          {open.length === 0
            ? 'Not signed in anywhere'
            : `Signed in ${open.length === 1 ? 'once' : `${open.length} times`}`}
        </h3>
        {open.length > 1 ? (
          <Button isBusy={ending.isPending} onClick={() => ending.mutate(undefined)}>
            End all
          </Button>
        ) : null}
      </div>
      {trouble ? <Notice look="trouble">{troubleOf(trouble).message}</Notice> : null}
      <SessionList sessions={open} isBusy={ending.isPending} onEnd={(id) => ending.mutate(id)} />
    </section>
  )
}
