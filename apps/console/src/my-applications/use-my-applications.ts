import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ApiOutputs, api } from '../api/client.ts'
import { useSession } from '../session/use-session.ts'

const MINE = ['applicant', 'mine']

export type MyApplications = ApiOutputs['applicant']['getMyApplications']
export type MyApplication = MyApplications['applications'][number]

/** The applications of whoever is signed in: asked for anew when that changes. */
export function useMyApplications() {
  const { signedIn, isAsking } = useSession()
  return useQuery({
    queryKey: [...MINE, signedIn?.name ?? null],
    queryFn: () => api.applicant.getMyApplications.query(),
    enabled: !isAsking,
  })
}

/** Asks for them again, after something of theirs was changed. */
export function useRefreshMine(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: MINE })
}
