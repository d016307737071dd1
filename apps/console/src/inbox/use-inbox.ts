import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ApiInputs, type ApiOutputs, api } from '../api/client.ts'
import { inWords, type Reading } from './reading-words.ts'

export type Entry = ApiOutputs['admin']['getDeliveries'][number]
export type Stats = ApiOutputs['admin']['getIntakeStats']

/** Deliveries come at any time: the lists are asked for again while somebody looks. */
const REFRESH_MS = 10_000
const INBOX = ['inbox']

export function useDeliveries(page: ApiInputs['admin']['getDeliveries']) {
  return useQuery({
    queryKey: [...INBOX, 'list', page],
    queryFn: () => api.admin.getDeliveries.query(page),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}

export function useIntakeStats() {
  return useQuery({
    queryKey: [...INBOX, 'stats'],
    queryFn: () => api.admin.getIntakeStats.query(),
    refetchInterval: REFRESH_MS,
  })
}

export function useQuarantine() {
  return useQuery({
    queryKey: [...INBOX, 'quarantine'],
    queryFn: () => api.admin.getQuarantine.query(),
    refetchInterval: REFRESH_MS,
  })
}

/** A delivery with what it says. The audit log keeps each question, so it is asked once, and nothing is kept here. */
export function useDelivery(deliveryId: string) {
  return useQuery({
    queryKey: ['delivery', deliveryId],
    queryFn: () => api.admin.getDelivery.query({ deliveryId }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  })
}

/** What an admin can do to a delivery. */
export type Deed = 'replay' | 'discard' | 'promote'

/** @param onDone - Hears in a sentence what came of it. */
export function useDeed(onDone: (sentence: string) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ deed, deliveryId }: { readonly deed: Deed; readonly deliveryId: string }) =>
      doIt(deed, deliveryId),
    onSuccess: (reading, { deliveryId }) => onDone(inWords(deliveryId, reading)),
    onSettled: () => client.invalidateQueries({ queryKey: INBOX }),
  })
}

async function doIt(deed: Deed, deliveryId: string): Promise<Reading> {
  if (deed === 'replay') return api.admin.replayDelivery.mutate({ deliveryId })
  if (deed === 'promote') return api.admin.promoteDelivery.mutate({ deliveryId })
  await api.admin.discardDelivery.mutate({ deliveryId })
  return { outcome: 'discarded' }
}
