import { type Config, ConfigError } from './config.ts'
import type { ProcessEvent } from './context/index.ts'

/** Tells the process that started this one; without one nobody hears. */
export function announce(event: ProcessEvent): void {
  if (process.connected) process.send?.(event)
}

/**
 * Runs one child of the supervisor until it is told to leave: by its supervisor, who closes the channel, or by a
 * signal when it was started alone. The supervisor's end, however it comes, closes the channel, too.
 *
 * @param start - Brings the child up and returns what takes it down in good order.
 */
export async function runChild(name: string, start: () => Promise<() => Promise<void>>): Promise<void> {
  const supervised = process.channel !== undefined
  try {
    const stop = await start()
    const leave = () => {
      // The last resort: a request or a job that will not end must not keep the process.
      setTimeout(() => process.exit(1), 2_000).unref()
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    }
    if (!supervised) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, leave)
    else if (process.connected) process.once('disconnect', leave)
    else return leave()
    announce({ event: `${name}.ready` })
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    const report = {
      event: 'error',
      source: name,
      code: String(code ?? 'internal'),
      message: String(message),
    }
    // What was half started may hold the process open, so it is ended once the report is out.
    if (process.connected) process.send?.(report, () => process.exit(1))
    else {
      process.stderr.write(`${name}: ${report.message}\n`)
      process.exit(1)
    }
  }
}

/** @throws {@link ConfigError} when a child is started alone without a database. */
export function requireDatabaseUrl({ databaseUrl }: Config): string {
  if (!databaseUrl)
    throw new ConfigError(['DATABASE_URL: needed here; `npm run control-plane` starts a database by itself'])
  return databaseUrl
}
