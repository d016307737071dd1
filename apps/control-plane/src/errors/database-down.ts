const CODES = new Set([
  // The machine's: nobody behind the socket, cut off.
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  // PostgreSQL's: shutting down, crashed, starting up, too many connections, connection failure.
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
])

/** Whether a failure means only that the database is away, so that the same request may succeed in a moment. */
export function isDatabaseDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && CODES.has(String(error.code))) return true
  // No socket at all; of any other file that is missing the database is innocent.
  if ('syscall' in error && error.syscall === 'connect') return true
  return /^Connection terminated|^timeout exceeded when trying to connect/.test(error.message)
}
