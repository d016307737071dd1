import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { Services } from '../context/index.ts'
import { inTransaction, readSetting } from '../db/index.ts'
import { declareJob, doJob, type Job } from '../jobs/index.ts'
import { backfillForm } from './backfill-form.ts'
import type { IntakeContext } from './intake-context.ts'
import { readDelivery } from './read-delivery.ts'
import { deliveryJob } from './receive-delivery.ts'
import { emptyPassed, expireQuarantine } from './store.ts'
import { openTypeformApi, type TypeformPorts } from './typeform-api.ts'
import { warnOfShape } from './webhook.ts'

/** Of every listed form; the empty payload comes from the schedule. */
const backfillJob = declareJob('intake.backfill', z.object({ formId: z.string().optional() }))
const DAY_MS = 86_400_000
const REPAIRED_DAYS = 3

const sweepJob = declareJob('intake.expire-quarantine', z.unknown())
const forgetJob = declareJob('intake.forget-deliveries', z.unknown())

/**
 * Deals with deliveries that their own request did not get done with, lets the quarantine go after a day and the bodies
 * that brought no application after their retention, and asks Typeform every night for what was never delivered.
 *
 * @param sleep - Waits between the questions to Typeform.
 */
export function intakeJobs(services: Services, sleep: TypeformPorts['sleep'] = setTimeout): readonly Job[] {
  const ctx: IntakeContext = { ...services, actor: { type: 'webhook', source: 'typeform' } }
  return [
    doJob(deliveryJob, async ({ deliveryId }) => {
      const reading = await readDelivery(ctx, deliveryId)
      if (reading) warnOfShape(services, deliveryId, reading)
    }),
    doJob(sweepJob, () => inTransaction(ctx.db, (tx) => expireQuarantine(tx, new Date(ctx.clock.now()))), {
      cron: '23 * * * *',
    }),
    doJob(forgetJob, () => forgetPassed(ctx), { cron: '47 3 * * *' }),
    doJob(
      backfillJob,
      async ({ formId }) => {
        for (const id of formId ? [formId] : typeformForms(services))
          await repairForm(services, id, { clock: services.clock, sleep, fetch })
      },
      { cron: '17 3 * * *' },
    ),
  ]
}

async function forgetPassed({ db, clock }: IntakeContext): Promise<void> {
  await inTransaction(db, async (tx) => {
    const days = await readSetting(tx, 'delivery_retention_days', z.number().int().min(1).max(3_650))
    await emptyPassed(tx, new Date(clock.now() - days * DAY_MS))
  })
}

/** Without a token Typeform is not asked. */
function typeformForms({ config }: Services): readonly string[] {
  return config.typeform.token === undefined ? [] : config.typeform.formIds
}

/** The last days up to now. `since` is the same all day, so that a run that was cut off is gone on with. */
async function repairForm(services: Services, formId: string, ports: TypeformPorts): Promise<void> {
  const ctx: IntakeContext = { ...services, actor: { type: 'system', job: backfillJob.name } }
  const today = Math.floor(services.clock.now() / DAY_MS) * DAY_MS
  const since = new Date(today - REPAIRED_DAYS * DAY_MS)
  const api = openTypeformApi(services.config.typeform, ports)
  const { seen, missing, outcomes } = await backfillForm(ctx, api, { formId, since }, (delivery, reading) =>
    warnOfShape(services, delivery, reading),
  )
  if (missing > 0)
    services.log.warn({ formId, seen, missing, outcomes }, 'submissions had not been delivered')
}
