/** A line of a program's log that a person should see: pino level 40 (warning) and above, or text that is no JSON. */
export interface LoggedProblem {
  readonly level: 'warning' | 'error'
  readonly message: string
}

/**
 * Reads one line of a program's output. Quiet lines (info and below) give undefined; a line that is not one of our
 * JSON log lines is a problem, since no program of ours prints anything else.
 */
export function problemIn(line: string): LoggedProblem | undefined {
  if (line.trim() === '') return undefined
  const entry = parse(line)
  if (!entry || typeof entry.level !== 'number') return { level: 'error', message: line.slice(0, 500) }
  if (entry.level < 40) return undefined
  const cause = entry.err?.message ? `: ${entry.err.message}` : ''
  return {
    level: entry.level < 50 ? 'warning' : 'error',
    message: `${entry.msg ?? 'unnamed problem'}${cause}`,
  }
}

interface LogEntry {
  readonly level?: number
  readonly msg?: string
  readonly err?: { readonly message?: string }
}

function parse(line: string): LogEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
