import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'
import type { IntakeContext } from './intake-context.ts'
import { readDelivery } from './read-delivery.ts'
import { deliveryJob } from './receive-delivery.ts'
import { expireQuarantine } from './store.ts'
import { warnOfShape } from './webhook.ts'

const sweepJob = declareJob('intake.expire-quarantine', z.unknown())

/** Deals with deliveries that their own request did not get done with, and lets the quarantine go after a day. */
export function intakeJobs(services: Services): readonly Job[] {
  const ctx: IntakeContext = { ...services, actor: { type: 'webhook', source: 'typeform' } }
  return [
    doJob(deliveryJob, async ({ deliveryId }) => {
      const reading = await readDelivery(ctx, deliveryId)
      if (reading) warnOfShape(services, deliveryId, reading)
    }),
    doJob(sweepJob, () => inTransaction(ctx.db, (tx) => expireQuarantine(tx, new Date(ctx.clock.now()))), {
      cron: '23 * * * *',
    }),
  ]
}
