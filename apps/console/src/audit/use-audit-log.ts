import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type ApiOutputs, api } from '../api/client.ts'
import type { AuditSearch } from './audit-search.ts'

export type AuditEntry = ApiOutputs['admin']['getAuditLog']['entries'][number]

/** One page of the audit log, newest first. */
export function useAuditLog(search: AuditSearch) {
  return useQuery({
    queryKey: ['audit', 'log', search],
    queryFn: () => api.admin.getAuditLog.query(search),
    placeholderData: keepPreviousData,
  })
}

const MINUTE_MS = 60_000

/** Whether the whole log is what was written; asked for once, and again when somebody wants it. */
export function useAuditVerdict() {
  return useQuery({
    queryKey: ['audit', 'verdict'],
    queryFn: () => api.admin.verifyAuditLog.query(),
    staleTime: 10 * MINUTE_MS,
    refetchOnWindowFocus: false,
  })
}
