import { QueryClient } from '@tanstack/react-query'
import { troubleOf } from '../api/client.ts'

/** Asks again only where nobody answered: an answer that refuses stays a refusal. */
export function openQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < 2 && troubleOf(error).code === 'network',
        staleTime: 5_000,
      },
    },
  })
}
