import { type Logger, pino } from 'pino'

/** JSON lines on stdout. Of an error only name, message, code and stack are kept: other fields may hold people's data. */
export function openLog(level: string, name: string): Logger {
  return pino({
    name,
    level,
    redact: ['*.authorization', '*.cookie', '*.apiSecret', '*.claimToken', '*.token'],
    serializers: { err: describeError },
  })
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  const cause = error.cause === undefined ? undefined : describeError(error.cause)
  return { type: error.name, message: error.message, code, stack: error.stack, cause }
}
