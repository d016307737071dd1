import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, troubleOf } from '../api/client.ts'
import { useAnnounce } from '../ui/Announcer.tsx'
import { Button } from '../ui/Button.tsx'
import { HexText } from '../ui/HexText.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Time } from '../ui/Time.tsx'
import type { AdminChange } from './admin.ts'

/** What waits for a second person. `decider` may drop it, and confirm what others proposed; undefined may only look. */
export function AdminChanges({ decider }: { readonly decider: string | undefined }) {
  const client = useQueryClient()
  const announce = useAnnounce()
  const changes = useQuery({
    queryKey: ['admins', 'changes'],
    queryFn: () => api.admin.getAdminChanges.query(),
  })
  const deciding = useMutation({
    mutationFn: async ({ id, verb }: { readonly id: number; readonly verb: 'confirm' | 'drop' }) => {
      if (verb === 'confirm') await api.admin.confirmAdminChange.mutate({ change: id })
      else await api.admin.dropAdminChange.mutate({ change: id })
      return verb
    },
    onSuccess: (verb) => announce(verb === 'confirm' ? 'Confirmed.' : 'Dropped.'),
    onSettled: () => client.invalidateQueries({ queryKey: ['admins'] }),
  })
  const trouble = deciding.error ?? changes.error
  const open = changes.data ?? []
  return (
    <>
      {trouble ? <Notice look="trouble">{troubleOf(trouble).message}</Notice> : null}
      {open.length > 0 ? (
        <section
          aria-label="Waiting for a second person"
          className="mb-4 rounded-lg border border-line bg-surface"
        >
          <h2 className="px-4 pt-3 font-medium">Waiting for a second person</h2>
          <ul className="divide-y divide-line">
            {open.map((change) => (
              <li key={change.id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
                <Wish change={change} />
                {decider ? (
                  <span className="flex gap-2">
                    <Button
                      aria-label={`Drop: ${change.admin}`}
                      isBusy={deciding.isPending}
                      onClick={() => deciding.mutate({ id: change.id, verb: 'drop' })}
                    >
                      Drop
                    </Button>
                    {change.proposedBy === `admin:${decider}` ? null : (
                      <Button
                        look="primary"
                        aria-label={`Confirm: ${change.admin}`}
                        isBusy={deciding.isPending}
                        onClick={() => deciding.mutate({ id: change.id, verb: 'confirm' })}
                      >
                        Confirm
                      </Button>
                    )}
                  </span>
                ) : null}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  )
}

function Wish({ change }: { readonly change: AdminChange }) {
  const { admin, before, after, email, wallet, proposedBy, proposedAt } = change
  return (
    <div className="min-w-0">
      <p className="break-words">
        <strong className="font-medium">{admin}</strong> {toWish(before, after)}
      </p>
      <p className="flex flex-wrap items-center gap-x-3 text-soft">
        <span>
          <Time at={proposedAt} /> by {proposedBy}
        </span>
        {email ? <span className="max-w-64 truncate">{email}</span> : null}
        {wallet ? <HexText hex={wallet} label="wallet" /> : null}
      </p>
    </div>
  )
}

function toWish(before: AdminChange['before'], after: AdminChange['after']): string {
  if (!after) return `(${before}) is to be removed, and cannot sign in meanwhile`
  return before ? `is to be ${after} instead of ${before}` : `is to be added as ${after}`
}
