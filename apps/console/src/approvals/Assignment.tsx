import { useMutation } from '@tanstack/react-query'
import { api, troubleOf } from '../api/client.ts'
import { may } from '../session/may.ts'
import { useSession } from '../session/use-session.ts'
import { Button } from '../ui/Button.tsx'
import { isDecidable } from './list-row.ts'
import type { ApplicationDetail } from './use-application.ts'
import { useApplicationsChanged } from './use-applications.ts'
import { useReviewers } from './use-reviewers.ts'

/** Who looks after the application, and giving it to somebody or taking it over. */
export function Assignment({ application }: { readonly application: ApplicationDetail }) {
  const { signedIn } = useSession()
  const changed = useApplicationsChanged()
  const assign = useMutation({
    mutationFn: (to: string | null) =>
      api.admin.assignApplication.mutate({ applicationId: application.id, to }),
    onSuccess: changed,
  })
  const { assignedTo } = application
  const isMine = signedIn !== null && assignedTo === signedIn.name
  if (!isDecidable(application) || !may(signedIn, 'applications.note') || !signedIn)
    return (
      <p className="border-t border-line pt-3 text-soft">
        Assigned to <strong className="text-ink">{assignedTo ?? 'nobody'}</strong>
      </p>
    )
  return (
    <div className="grid gap-1 border-t border-line pt-3">
      <div className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-2">
        <span className="text-soft">Assigned to</span>
        <AssigneeSelect
          assignedTo={assign.isPending ? (assign.variables ?? undefined) : assignedTo}
          isBusy={assign.isPending}
          onAssign={(to) => assign.mutate(to)}
        />
        <Button disabled={isMine} isBusy={assign.isPending} onClick={() => assign.mutate(signedIn.name)}>
          Assign to me
        </Button>
      </div>
      {assign.error ? (
        <p role="alert" className="text-xs text-bad">
          {troubleOf(assign.error).message}
        </p>
      ) : null}
    </div>
  )
}

function AssigneeSelect(props: {
  readonly assignedTo: string | undefined
  readonly isBusy: boolean
  readonly onAssign: (to: string | null) => void
}) {
  const { assignedTo, isBusy, onAssign } = props
  const reviewers = useReviewers()
  const names = assignedTo && !reviewers.includes(assignedTo) ? [assignedTo, ...reviewers] : reviewers
  return (
    <select
      aria-label="Assigned to"
      value={assignedTo ?? ''}
      disabled={isBusy}
      onChange={(event) => onAssign(event.target.value || null)}
      className="min-h-8 w-full min-w-0 rounded-md border border-line bg-surface px-2"
    >
      <option value="">nobody</option>
      {names.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}
