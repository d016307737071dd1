import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ApprovalSearch } from './approval-search.ts'
import { useApplications } from './use-applications.ts'

/** Where an application stands in the list it was opened from, and the ways on from there. */
export interface Neighbourhood {
  /** "3 of 50 in the list", or nothing when it stands in none. */
  readonly position: string
  readonly goUp: () => void
  readonly goPrevious: (() => void) | undefined
  readonly goNext: (() => void) | undefined
}

/**
 * The neighbours in the page of the list that the address names. The list is the one that was opened: a decision takes
 * an application out of it, and its neighbours must not be lost with it.
 */
export function useNeighbours(applicationId: number, search: ApprovalSearch): Neighbourhood {
  const navigate = useNavigate()
  const { data } = useApplications(search)
  const [list, setList] = useState<readonly number[]>([])
  const ids = data?.applications.map(({ id }) => id) ?? []
  if (ids.includes(applicationId) && ids.join() !== list.join()) setList(ids)
  const here = list.indexOf(applicationId)
  const to = (id: number | undefined) =>
    id === undefined
      ? undefined
      : () =>
          void navigate({
            to: '/admin/approvals/$applicationId',
            params: { applicationId: String(id) },
            search,
          })
  return {
    position: here === -1 ? '' : `${here + 1} of ${list.length} `,
    goUp: () => void navigate({ to: '/admin/approvals', search }),
    goPrevious: to(here > 0 ? list[here - 1] : undefined),
    goNext: to(here === -1 ? undefined : list[here + 1]),
  }
}
