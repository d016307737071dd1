import type { Problem } from '@noderr/protocol'
import { isDatabaseDown } from './database-down.ts'
import { type ErrorKind, isKnownError } from './known-error.ts'

/** Kind → HTTP status and title. The only such table. */
const HTTP: Readonly<Record<ErrorKind, readonly [status: number, title: string]>> = {
  invalid: [400, 'Bad request'],
  unauthenticated: [401, 'Not signed in'],
  forbidden: [403, 'Not allowed'],
  'not-found': [404, 'Not found'],
  conflict: [409, 'Conflict'],
  limited: [429, 'Too many requests'],
  unavailable: [503, 'Not available now'],
}

/** An RFC 9457 problem document for any failure; unforeseen ones say nothing of themselves. */
export function toProblem(error: unknown): Problem {
  if (isKnownError(error)) {
    const [status, title] = HTTP[error.kind]
    return problem(status, title, error.code, error.message)
  }
  if (isDatabaseDown(error)) {
    return problem(
      503,
      'Not available now',
      'database.unavailable',
      'the database cannot be reached; try again',
    )
  }
  const status = frameworkStatus(error)
  if (status && error instanceof Error) return problem(status, 'Bad request', `http.${status}`, error.message)
  return problem(500, 'Internal error', 'internal', 'internal error; it was logged')
}

export function problem(status: number, title: string, code: string, detail: string): Problem {
  return { type: `urn:noderr:problem:${code}`, title, status, detail, code }
}

/** Fastify's own refusals (malformed JSON, too large a body, too many requests) carry a 4xx status. */
function frameworkStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode } = error
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined
}
