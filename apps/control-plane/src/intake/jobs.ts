import { contextFor, type Services } from '../context/index.ts'
import { doJob, type Job } from '../jobs/index.ts'
import { deliveryJob, readDelivery } from './receive-delivery.ts'

/** Deals with deliveries that their own request did not get done with. */
export function intakeJobs(services: Services): readonly Job[] {
  const ctx = contextFor(services, { type: 'webhook', source: 'typeform' })
  return [
    doJob(deliveryJob, async ({ deliveryId }) => {
      await readDelivery(ctx, services.config.typeform, deliveryId)
    }),
  ]
}
