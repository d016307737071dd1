import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'
import { deleteExpired } from './store.ts'

const forgetExpired = declareJob('applicants.forget-expired', z.unknown())
const DRAFT_LIFE_MS = 90 * 86_400_000

/** Once an hour: forgets spent nonces, limits that are over, and drafts that nobody has touched for 90 days. */
export function applicantJobs({ db, clock }: Services): readonly Job[] {
  return [
    doJob(
      forgetExpired,
      () =>
        inTransaction(db, (tx) =>
          deleteExpired(tx, new Date(clock.now()), new Date(clock.now() - DRAFT_LIFE_MS)),
        ),
      { cron: '37 * * * *' },
    ),
  ]
}
