import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'
import { deleteExpired } from './store.ts'

const forgetExpired = declareJob('nodes.forget-expired', z.unknown())

/** Once an hour: forgets nonces and sessions that are over. */
export function nodeJobs({ db, clock }: Services): readonly Job[] {
  return [
    doJob(forgetExpired, () => inTransaction(db, (tx) => deleteExpired(tx, new Date(clock.now()))), {
      cron: '17 * * * *',
    }),
  ]
}
