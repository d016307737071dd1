import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ApiOutputs, api } from '../api/client.ts'

const MINE = ['applicant', 'mine']

export type MyApplications = ApiOutputs['applicant']['getMyApplications']
export type MyApplication = MyApplications['applications'][number]

/** The applications of whoever is signed in. */
export function useMyApplications() {
  return useQuery({ queryKey: MINE, queryFn: () => api.applicant.getMyApplications.query() })
}

/** Asks for them again, after something of theirs was changed. */
export function useRefreshMine(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: MINE })
}
