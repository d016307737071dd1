import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, doJob, enqueue, type Job } from '../jobs/index.ts'
import { beaconOf } from './beacon-of.ts'
import { ChannelFaultyError } from './model-version-beacon.ts'

const renewTimestamp = declareJob('models.renew-timestamp', z.unknown())

/** Every ten minutes, six times in the life of a timestamp, its signature is renewed. */
export function modelJobs(services: Services): readonly Job[] {
  const beacon = beaconOf(services)
  const renew = async () => {
    try {
      await beacon.renewTimestamp()
    } catch (error) {
      if (!(error instanceof ChannelFaultyError)) throw error
      // Before the first publication there is nothing to renew; anything else waits for the publishers.
      const isNew = error.code === 'channel.empty'
      services.log[isNew ? 'debug' : 'warn']({ err: error }, 'the timestamp was not renewed')
    }
  }
  return [doJob(renewTimestamp, renew, { cron: '*/10 * * * *' })]
}

/** Renews at once: a control plane that stood still may wake up with a timestamp that has run out. */
export function renewTimestampNow({ db }: Services): Promise<void> {
  return inTransaction(db, (tx) => enqueue(tx, renewTimestamp, {}, { key: 'renew-timestamp' }))
}
