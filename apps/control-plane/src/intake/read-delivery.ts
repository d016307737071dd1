import { mayConfirm, rereadApplication, submitApplication } from '../applications/index.ts'
import { keyedHash } from '../auth/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { adapt } from './adapters.ts'
import { type Delivery, type DeliveryOutcome, judge, type KeptDelivery } from './delivery.ts'
import { loadFieldMap } from './field-map.ts'
import type { IntakeContext } from './intake-context.ts'
import { readAnswers } from './read-answers.ts'
import {
  emptyDeliveries,
  findApplicationOf,
  findLastReading,
  isErased,
  isShapeKnown,
  lockDelivery,
  saveReading,
} from './store.ts'

/** What reading a delivery came to. */
export interface Reading {
  readonly outcome: DeliveryOutcome
  readonly adapter?: string
  readonly applicationId?: number | undefined
  /** What happened to an application that was there before; undefined where nobody asked for a correction. */
  readonly effect?: 'corrected' | 'unchanged' | 'decided'
  /** Of a shape that no adapter knows and that is seen for the first time. */
  readonly newShape?: string
}

/** Reads a kept delivery and submits what it brings. @returns Undefined when it was read before. */
export async function readDelivery(ctx: IntakeContext, deliveryId: string): Promise<Reading | undefined> {
  return inTransaction(ctx.db, async (tx) => {
    const kept = await lockDelivery(tx, deliveryId)
    return kept.outcome ? undefined : settleDelivery(tx, ctx, kept, { isTaken: false, corrects: false })
  })
}

/** How a delivery is read: whether it is taken whatever it looks like, and corrects an application that is open. */
export interface Manner {
  readonly isTaken: boolean
  readonly corrects: boolean
}

/** Reads a locked delivery by today's adapters and map, does what follows from it and keeps both with the delivery. */
export async function settleDelivery(
  tx: Tx,
  ctx: IntakeContext,
  kept: KeptDelivery,
  manner: Manner,
): Promise<Reading> {
  const readAt = new Date(ctx.clock.now())
  const adapted = adapt(kept.body)
  if (adapted.adapter === undefined) {
    const { shape } = adapted
    const known = await isShapeKnown(tx, shape, kept.id)
    await saveReading(tx, kept.id, { outcome: 'unread', shape, applicationId: kept.applicationId, readAt })
    return known ? { outcome: 'unread' } : { outcome: 'unread', newShape: shape }
  }
  const { adapter, delivery } = adapted
  const { formId, token } = delivery
  if (await isErased(tx, hashFormToken(ctx, delivery))) {
    await emptyDeliveries(tx, [kept.id])
    return { outcome: 'erased' }
  }
  const fate = judge(delivery, { formIds: ctx.config.typeform.formIds, isTaken: manner.isTaken })
  if (fate !== 'submit') {
    await saveReading(tx, kept.id, { outcome: fate, adapter, formId, token, readAt })
    return { outcome: fate, adapter }
  }
  const submitted = await submit(tx, ctx, kept, delivery, manner)
  await saveReading(tx, kept.id, { ...submitted, adapter, formId, token, readAt })
  const { outcome, applicationId, effect } = submitted
  return { outcome, adapter, applicationId, ...(effect ? { effect } : {}) }
}

async function submit(
  tx: Tx,
  ctx: IntakeContext,
  kept: KeptDelivery,
  delivery: Delivery,
  { corrects }: Manner,
) {
  const { formId, token, eventId, submittedAt } = delivery
  const answers = readAnswers(delivery, await loadFieldMap(tx))
  const origin = { source: 'typeform', formId, token, eventId: eventId ?? token } as const
  const made = await submitApplication(tx, ctx, {
    answers,
    origin,
    submittedAt: submittedAt ?? kept.receivedAt,
    mayConfirm: (email) => mayConfirm(tx, ctx, email),
  })
  if (made) return { outcome: 'submitted', applicationId: made.id, answers, effect: undefined } as const
  const applicationId = await findApplicationOf(tx, formId, token)
  const outcome = kept.outcome === 'submitted' ? 'submitted' : 'duplicate'
  if (!corrects || applicationId === undefined) return { outcome, applicationId, effect: undefined } as const
  const former = await findLastReading(tx, applicationId)
  const effect = await rereadApplication(tx, ctx, { applicationId, former, answers })
  return effect === 'decided'
    ? ({ outcome, applicationId, effect } as const)
    : ({ outcome, applicationId, answers, effect } as const)
}

/** How a submission is remembered once its person was erased. */
export function hashFormToken(
  { secrets }: Pick<IntakeContext, 'secrets'>,
  { formId, token }: Pick<Delivery, 'formId' | 'token'>,
): string {
  return keyedHash(secrets.tokenPepper, JSON.stringify(['form-token', formId, token]))
}
