import type { TRPCError } from '@trpc/server'
import type { ErrorKind } from './known-error.ts'

/** Kind → tRPC code. The only such table. */
export const TRPC_CODES: Readonly<Record<ErrorKind, TRPCError['code']>> = {
  invalid: 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  limited: 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
}
