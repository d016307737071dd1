import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'
import { keepTelemetryInBounds } from './store.ts'

const keepInBounds = declareJob('telemetry.keep-in-bounds', z.unknown())

/** Daily: partitions for the coming weeks, and nothing older than the retention. */
export function telemetryJobs({ db, clock }: Services): readonly Job[] {
  return [
    doJob(keepInBounds, () => inTransaction(db, (tx) => keepTelemetryInBounds(tx, new Date(clock.now()))), {
      cron: '17 2 * * *',
    }),
  ]
}
