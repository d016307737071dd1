import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'
import { forgetDownloaders } from './download-store.ts'
import { remindOperators } from './remind-operators.ts'
import { readDownloadRetention } from './settings.ts'

const remind = declareJob('credentials.remind', z.unknown())
const forget = declareJob('credentials.forget-downloaders', z.unknown())

/** Once a day: reminds operators of what ends soon, and forgets who downloaded long ago. */
export function credentialJobs(services: Services): readonly Job[] {
  const { db, clock } = services
  return [
    doJob(remind, () => remindOperators(services), { cron: '23 6 * * *' }),
    doJob(
      forget,
      () =>
        inTransaction(db, async (tx) => {
          const retention = await readDownloadRetention(tx)
          await forgetDownloaders(tx, new Date(clock.now() - retention))
        }),
      { cron: '37 3 * * *' },
    ),
  ]
}
