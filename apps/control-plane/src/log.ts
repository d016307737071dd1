import { type DestinationStream, type Logger, pino } from 'pino'

/** JSON lines, on stdout unless told otherwise. Of an error only name, message, code and stack are kept: other fields may hold people's data. */
export function openLog(level: string, name: string, destination?: DestinationStream): Logger {
  const options = {
    name,
    level,
    redact: ['*.authorization', '*.cookie', '*.apiSecret', '*.claimToken', '*.token'],
    serializers: { err: describeError },
  }
  return destination ? pino(options, destination) : pino(options)
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  const cause = error.cause === undefined ? undefined : describeError(error.cause)
  return { type: error.name, message: error.message, code, stack: error.stack, cause }
}
