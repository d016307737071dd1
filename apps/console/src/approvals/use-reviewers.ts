import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'

/** The names of the admins who may look after an application; empty until they are known. */
export function useReviewers(): readonly string[] {
  const { data } = useQuery({ queryKey: ['admins'], queryFn: () => api.admin.getAdmins.query() })
  return (data ?? []).filter(({ role }) => role !== 'viewer').map(({ name }) => name)
}
