import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../../control-plane/src/router.ts'

/** The control plane's procedures: `api.admin.getApplications.query({ … })`. Errors are told by {@link troubleOf}. */
export const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc' })] })

export type ApiInputs = inferRouterInputs<AppRouter>
export type ApiOutputs = inferRouterOutputs<AppRouter>

/** A failed question as the control plane put it: what happened and what to do next. */
export interface Trouble {
  /** Stable: `application.changed`, `auth.not-allowed` …; `network` when nobody answered. */
  readonly code: string
  readonly message: string
}

export function troubleOf(error: unknown): Trouble {
  if (error instanceof TRPCClientError && error.data)
    return { code: String(error.data.problem), message: error.message }
  return { code: 'network', message: 'The control plane does not answer; try again in a moment.' }
}
