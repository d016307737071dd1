/** What a failure means to whoever asked; one table per way in turns it into their words. */
export const ERROR_KINDS = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not-found',
  'conflict',
  'limited',
  'unavailable',
] as const
export type ErrorKind = (typeof ERROR_KINDS)[number]

/**
 * A failure that we foresaw: its message is meant for the caller and its `code` is stable.
 *
 * A verb's error is a class that extends `Error` and has these fields. Whatever lacks them is a bug: logged with its
 * cause, answered as "internal error".
 */
export interface KnownError extends Error {
  readonly kind: ErrorKind
  readonly code: string
}

export function isKnownError(error: unknown): error is KnownError {
  return (
    error instanceof Error &&
    'kind' in error &&
    ERROR_KINDS.some((kind) => kind === error.kind) &&
    'code' in error &&
    typeof error.code === 'string'
  )
}
