import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ApiOutputs, api } from '../api/client.ts'

/** A credential as the control plane tells it: dates are texts. */
export type CredentialRow = ApiOutputs['admin']['getOperatorCredentials'][number]
export type WalletChangeRow = ApiOutputs['admin']['getWalletChanges'][number]

const CREDENTIALS = ['credentials']

/** The credentials of an application, newest first. A claim shows by itself. */
export function useCredentials(applicationId: number) {
  return useQuery({
    queryKey: [...CREDENTIALS, 'of', applicationId],
    queryFn: () => api.admin.getOperatorCredentials.query({ applicationId }),
    refetchInterval: 15_000,
  })
}

/** Null where the operator was granted none. */
export function useGrace(applicationId: number) {
  return useQuery({
    queryKey: [...CREDENTIALS, 'grace', applicationId],
    queryFn: () => api.admin.getGracePeriod.query({ applicationId }),
  })
}

export function useWalletChanges(applicationId: number) {
  return useQuery({
    queryKey: [...CREDENTIALS, 'wallet-changes', applicationId],
    queryFn: () => api.admin.getWalletChanges.query({ applicationId }),
  })
}

export function useDownloads(credentialId: number) {
  return useQuery({
    queryKey: [...CREDENTIALS, 'downloads', credentialId],
    queryFn: () => api.admin.getCredentialDownloads.query({ credentialId }),
  })
}

/** The hot key that speaks for a node; null before it has enrolled. */
export function useNodeKey(nodeId: string) {
  return useQuery({
    queryKey: [...CREDENTIALS, 'key', nodeId],
    queryFn: () => api.admin.getNodeKey.query({ nodeId }),
  })
}

/** One deed on credentials; whatever is shown of them is asked for again after it. */
export function useDeed<Input, Result>(
  deed: (input: Input) => Promise<Result>,
  onDone: (result: Result) => void,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: deed,
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: CREDENTIALS }),
    gcTime: 0,
  })
}
