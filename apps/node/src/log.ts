import { type Logger, pino } from 'pino'

export type { Logger } from 'pino'

/**
 * Names whose values never reach a log line: secrets, and what is sealed until the round has settled.
 */
const REDACTED = [
  'apiSecret',
  'API_SECRET',
  'password',
  'privateKey',
  'token',
  'authorization',
  'salt',
  'p0',
  'p1',
  'p2',
]

/** JSON lines on standard error, so that standard output stays free for data. */
export function createLog(level: string, nodeId?: string): Logger {
  return pino(
    {
      level,
      base: nodeId ? { nodeId } : {},
      serializers: { err: (error: unknown) => error },
      redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`]), remove: true },
    },
    pino.destination({ dest: 2, sync: true }),
  )
}

/** An error as a log line shows it: name, code and message of it and its causes, no stack of somebody else's data. */
export function describeError(error: unknown): {
  readonly code?: string
  readonly message: string
  readonly cause?: object
} {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const cause = error.cause instanceof Error ? { cause: describeError(error.cause) } : {}
  return { ...code, message: error.message, ...cause }
}
