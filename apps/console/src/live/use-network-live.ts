import { useQuery } from '@tanstack/react-query'
import { fetchNetworkLive } from './api.ts'
import type { NetworkLive } from './network-live.ts'

const POLL_MS = 1_000

/** What is known of the network, and since when; `isLost` when the control plane did not give the latest answer. */
export interface LiveState {
  readonly live: NetworkLive | undefined
  readonly isLost: boolean
  /** Wall time of the last answer, or 0. */
  readonly answeredAt: number
}

/** Asks every second; keeps the last answer when the control plane is gone, and goes on asking. */
export function useNetworkLive(): LiveState {
  const { data, isError, failureCount, dataUpdatedAt } = useQuery({
    queryKey: ['network.live'],
    queryFn: ({ signal }) => fetchNetworkLive(AbortSignal.any([signal, AbortSignal.timeout(5_000)])),
    refetchInterval: POLL_MS,
    refetchIntervalInBackground: false,
    networkMode: 'always',
    retry: false,
    gcTime: Number.POSITIVE_INFINITY,
  })
  return { live: data, isLost: isError || failureCount > 0, answeredAt: dataUpdatedAt }
}
