import { parseCronItems, Logger as QueueLogger, type Runner, run } from 'graphile-worker'
import type { Logger } from 'pino'
import type { Job } from './job.ts'

/**
 * Starts to take jobs from the queue, four at a time.
 *
 * @param url - Connects the owner of the queue's schema.
 */
export function runJobs(url: string, jobs: readonly Job[], log: Logger): Promise<Runner> {
  const taskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload: unknown) => {
        try {
          await job.run(payload)
        } catch (error) {
          log.error({ err: error, job: job.name }, 'job failed; it is tried again')
          throw error
        }
      },
    ]),
  )
  const scheduled = jobs.flatMap(({ name, cron }) => (cron ? [{ task: name, match: cron }] : []))
  return run({
    connectionString: url,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 1_000,
    taskList,
    parsedCronItems: parseCronItems(scheduled),
    logger: new QueueLogger(() => (level, message) => {
      if (level === 'debug' || level === 'info') log.debug(message)
    }),
  })
}
