import { useMutation } from '@tanstack/react-query'
import { api, troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { isDecidable } from './list-row.ts'
import type { ApplicationDetail } from './use-application.ts'
import { useApplicationsChanged } from './use-applications.ts'

/** Who looks after the application, and taking it over. */
export function Assignment({ application }: { readonly application: ApplicationDetail }) {
  const { signedIn } = useSession()
  const changed = useApplicationsChanged()
  const assign = useMutation({
    mutationFn: (to: string | null) =>
      api.admin.assignApplication.mutate({ applicationId: application.id, to }),
    onSuccess: changed,
  })
  const isMine = signedIn !== null && application.assignedTo === signedIn.name
  const mayAssign = isDecidable(application) && may(signedIn, 'applications.note')
  return (
    <div className="border-t border-line pt-3">
      <div className="flex min-h-8 items-center justify-between gap-2">
        <span className="text-soft">
          Assigned to{' '}
          <strong className="text-ink">{isMine ? 'you' : (application.assignedTo ?? 'nobody')}</strong>
        </span>
        {mayAssign && signedIn ? (
          <Button isBusy={assign.isPending} onClick={() => assign.mutate(isMine ? null : signedIn.name)}>
            {isMine ? 'Give it back' : 'Assign to me'}
          </Button>
        ) : null}
      </div>
      {assign.error ? (
        <p role="alert" className="text-xs text-bad">
          {troubleOf(assign.error).message}
        </p>
      ) : null}
    </div>
  )
}
