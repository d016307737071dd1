import { z } from 'zod'
import type { Services } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { declareJob, doJob, enqueue, type Job } from '../jobs/index.ts'
import type { Network } from '../network/index.ts'
import { closeEpoch, findDueEpoch } from './close-epoch.ts'

const closeEpochJob = declareJob('rewards.close-epoch', z.object({}))

/** Asks for the next epoch to be closed when it is due. */
export async function enqueueDueEpoch(tx: Tx, network: Network): Promise<void> {
  if (await findDueEpoch(tx, network)) await enqueue(tx, closeEpochJob, {}, { key: 'close-epoch' })
}

export function rewardJobs(services: Services): readonly Job[] {
  return [
    doJob(closeEpochJob, async () => {
      const epoch = await closeEpoch(services.db, services.network)
      if (!epoch) return
      const { root, totalWei, statements } = epoch.closed
      services.announce({
        event: 'epoch.closed',
        epoch: epoch.epoch,
        root,
        totalWei: String(totalWei),
        nodes: statements.length,
      })
    }),
  ]
}
