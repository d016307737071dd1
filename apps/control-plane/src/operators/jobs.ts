import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'
import { applyWalletChanges } from './apply-wallet-changes.ts'

const apply = declareJob('operators.apply-wallet-changes', z.unknown())

/** Every ten minutes: carries out the changes of wallets whose notice has ended. */
export function operatorJobs(services: Services): readonly Job[] {
  return [doJob(apply, () => applyWalletChanges(services), { cron: '*/10 * * * *' })]
}
