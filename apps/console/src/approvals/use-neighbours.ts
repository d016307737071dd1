import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type ApprovalSearch, readApprovalSearch } from './approval-search.ts'
import { rememberStep, stepBefore } from './list-trail.ts'
import { listQuery, useApplications } from './use-applications.ts'

/** Where an application stands in the list it was opened from, and the ways on from there. */
export interface Neighbourhood {
  /** "3 of 50", or nothing when it stands in no list. */
  readonly position: string
  readonly goUp: () => void
  readonly goPrevious: (() => void) | undefined
  readonly goNext: (() => void) | undefined
}

/**
 * The neighbours in the list that the address names, over the ends of its pages. The list is the one that was opened:
 * a decision takes an application out of it, and its neighbours must not be lost with it.
 */
export function useNeighbours(applicationId: number, search: ApprovalSearch): Neighbourhood {
  const navigate = useNavigate()
  const client = useQueryClient()
  const { data } = useApplications(search)
  const [list, setList] = useState<readonly number[]>([])
  const ids = data?.applications.map(({ id }) => id) ?? []
  if (ids.includes(applicationId) && ids.join() !== list.join()) setList(ids)

  const here = list.indexOf(applicationId)
  const go = (id: number | undefined, where: ApprovalSearch) => {
    if (id !== undefined)
      void navigate({
        to: '/admin/approvals/$applicationId',
        params: { applicationId: String(id) },
        search: where,
      })
  }
  const overTheEnd = async (after: string | undefined, end: 0 | -1) => {
    const where = readApprovalSearch({ ...search, after })
    const page = await client.fetchQuery(listQuery(where))
    go(page.applications.at(end)?.id, where)
  }
  const { after } = search
  const next = data?.next
  const forward = () => {
    if (here < list.length - 1) return go(list[here + 1], search)
    if (next === undefined) return undefined
    rememberStep(after, next)
    return void overTheEnd(next, 0)
  }
  const back = () => {
    if (here > 0) return go(list[here - 1], search)
    return after === undefined ? undefined : void overTheEnd(stepBefore(after), -1)
  }
  return {
    position: here === -1 ? '' : `${here + 1} of ${list.length}`,
    goUp: () => void navigate({ to: '/admin/approvals', search }),
    goPrevious: here > 0 || (here === 0 && after !== undefined) ? back : undefined,
    goNext: here !== -1 && (here < list.length - 1 || next !== undefined) ? forward : undefined,
  }
}
