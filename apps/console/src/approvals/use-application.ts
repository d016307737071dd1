import { useQuery } from '@tanstack/react-query'
import { type ApiOutputs, api } from '../api/client.ts'
import { APPLICATIONS } from './use-applications.ts'

/** One application with everything that a decision could rest on. */
export type ApplicationDetail = ApiOutputs['admin']['getApplicationById']

const ASK_AGAIN_MS = 15_000

/** An application as it is now; asked for again while it is looked at, so that what others do is seen. */
export function useApplication(applicationId: number) {
  return useQuery({
    queryKey: [APPLICATIONS, 'one', applicationId],
    queryFn: () => api.admin.getApplicationById.query({ applicationId }),
    refetchInterval: ASK_AGAIN_MS,
  })
}
