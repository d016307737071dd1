import {
  keepPreviousData,
  queryOptions,
  type UseQueryResult,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { type ApiInputs, type ApiOutputs, api } from '../api/client.ts'
import { type ApprovalSearch, type StatusTab, sortOf } from './approval-search.ts'

/** Everything that is kept of applications, so that a change can drop all of it. */
export const APPLICATIONS = 'applications'

const ASK_AGAIN_MS = 30_000

export type ApplicationsPage = UseQueryResult<ApiOutputs['admin']['getApplications'], Error>

/** The page of the list that an address names; the former one stays until it is there. */
export function useApplications(search: ApprovalSearch): ApplicationsPage {
  return useQuery({ ...listQuery(search), placeholderData: keepPreviousData, refetchInterval: ASK_AGAIN_MS })
}

/** The page of the list that an address names, to be asked for by whoever needs it. */
export function listQuery(search: ApprovalSearch) {
  const input = toInput(search)
  return queryOptions({
    queryKey: [APPLICATIONS, 'list', input],
    queryFn: () => api.admin.getApplications.query(input),
  })
}

/** How many there are of each kind. */
export function useApplicationStats() {
  return useQuery({
    queryKey: [APPLICATIONS, 'stats'],
    queryFn: () => api.admin.getApplicationStats.query(),
    refetchInterval: ASK_AGAIN_MS,
  })
}

/** Asks anew for all that is shown of applications; done when it is there. */
export function useApplicationsChanged(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: [APPLICATIONS] })
}

const STATUSES: Readonly<Record<StatusTab, ApiInputs['admin']['getApplications']['status']>> = {
  open: ['pending', 'needs_attention'],
  pending: 'pending',
  needs_attention: 'needs_attention',
  approved: 'approved',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  all: undefined,
}

function toInput(asked: ApprovalSearch): ApiInputs['admin']['getApplications'] {
  const { status = 'open', tier, source, assignee, overdue, second, search, after } = asked
  return {
    status: STATUSES[status],
    tier,
    source,
    assignedTo: assignee,
    overdue,
    needsSecondApproval: second,
    search,
    ...sortOf(asked),
    cursor: after,
  }
}
