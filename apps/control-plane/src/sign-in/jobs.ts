import { z } from 'zod'
import { deleteExpired } from '../auth/index.ts'
import type { Services } from '../context/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'

const forgetJob = declareJob('sign-in.forget', z.unknown())

/** Forgets, once an hour, the sessions, challenges and counts that are over. */
export function signInJobs({ db, clock }: Services): readonly Job[] {
  return [
    doJob(forgetJob, async () => void (await deleteExpired(db, new Date(clock.now()))), {
      cron: '23 * * * *',
    }),
  ]
}
