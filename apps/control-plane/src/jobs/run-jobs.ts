import { parseCronItems, Logger as QueueLogger, type Runner, run } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Job } from './job.ts'

const WORKER = 'noderr-worker'

/**
 * Starts to take jobs from the queue, four at a time.
 *
 * @param url - Connects the owner of the queue's schema.
 */
export async function runJobs(url: string, jobs: readonly Job[], log: Logger): Promise<Runner> {
  await freeOrphanedJobs(url, log)
  const named = new URL(url)
  named.searchParams.set('application_name', WORKER)
  return run({
    connectionString: named.href,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 1_000,
    taskList: Object.fromEntries(jobs.map((job) => [job.name, (payload) => runJob(job, payload, log)])),
    parsedCronItems: parseCronItems(
      jobs.flatMap(({ name, cron }) => (cron ? [{ task: name, match: cron }] : [])),
    ),
    logger: new QueueLogger(() => (level, message) => {
      if (level === 'debug' || level === 'info') log.debug(message)
      else log.warn(message)
    }),
  })
}

async function runJob(job: Job, payload: unknown, log: Logger): Promise<void> {
  try {
    await job.run(payload)
  } catch (error) {
    log.error({ err: error, job: job.name }, 'job failed; it is tried again')
    throw error
  }
}

/**
 * Frees the jobs that a killed worker held: the queue itself would wait four hours. Left alone while another worker is
 * connected, since a lock then may be a living one's.
 */
async function freeOrphanedJobs(url: string, log: Logger): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ locked_by: string }>(
      `SELECT DISTINCT locked_by FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
         AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database())`,
      [WORKER],
    )
    const dead = rows.map((row) => row.locked_by)
    if (dead.length === 0) return
    await client.query('SELECT graphile_worker.force_unlock_workers($1)', [dead])
    log.info({ workers: dead.length }, 'freed the jobs of workers that are gone')
  } finally {
    await client.end()
  }
}
