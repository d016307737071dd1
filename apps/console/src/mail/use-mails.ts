import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ApiInputs, type ApiOutputs, api } from '../api/client.ts'

export type MailSummary = ApiOutputs['admin']['getMails'][number]

/** A mail moves on by itself: the lists are asked for again while somebody looks. */
const REFRESH_MS = 10_000

const MAILS = ['mails']

export function useMails(filter: ApiInputs['admin']['getMails']) {
  return useQuery({
    queryKey: [...MAILS, 'list', filter],
    queryFn: () => api.admin.getMails.query(filter),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}

export function useMailStats() {
  return useQuery({
    queryKey: [...MAILS, 'stats'],
    queryFn: () => api.admin.getMailStats.query(),
    refetchInterval: REFRESH_MS,
  })
}

/** A mail with what it says. */
export function useMail(mailId: string) {
  return useQuery({
    queryKey: [...MAILS, 'one', mailId],
    queryFn: () => api.admin.getMail.query({ mailId }),
    refetchInterval: REFRESH_MS,
  })
}

/** @param onQueued - Hears of the mail that is on its way now. */
export function useResendMail(onQueued: (mail: MailSummary) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (mailId: string) => api.admin.resendMail.mutate({ mailId }),
    onSuccess: onQueued,
    onSettled: () => client.invalidateQueries({ queryKey: MAILS }),
  })
}
