import type { CanonicalValue } from '@noderr/protocol'

/** What a delivery says, whatever the shape that it came in. */
export interface Delivery {
  readonly kind: 'response' | 'partial'
  readonly formId: string
  /** One per submission, the same however often and on whichever way it is delivered. */
  readonly token: string
  readonly eventId: string | undefined
  readonly submittedAt: Date | undefined
  /** Typeform's own test delivery: see typeform-payload.ts. */
  readonly isTest: boolean
  /** By the exact reference of the field, in the order of the form; of hidden fields `hidden:NAME`. */
  readonly answers: ReadonlyMap<string, CanonicalValue>
}

/** What became of a genuine delivery. */
export const DELIVERY_OUTCOMES = [
  /** It made an application. */
  'submitted',
  /** Its token had brought an application before. */
  'duplicate',
  /** Somebody left in the middle of the form. */
  'partial',
  /** Typeform's test; an admin may promote or discard it. */
  'test',
  /** A form that is not on the list. */
  'foreign-form',
  /** No adapter knows its shape. */
  'unread',
  /** An admin put it aside. */
  'discarded',
  /** Its person was erased; the body is gone. */
  'erased',
] as const
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number]

/** What brings no application: its body is forgotten after a while. What nobody could read yet is no part of it. */
export const PASSING_OUTCOMES = [
  'partial',
  'test',
  'foreign-form',
  'discarded',
] as const satisfies DeliveryOutcome[]

/** A verified delivery as it is kept. */
export interface KeptDelivery {
  readonly id: string
  readonly source: DeliverySource
  readonly body: Buffer
  readonly receivedAt: Date
  /** Undefined while nobody has read it. */
  readonly outcome: DeliveryOutcome | undefined
  readonly adapter: string | undefined
  readonly applicationId: number | undefined
}

/** The ways on which deliveries come: the webhook, or a back-fill from the Responses API. */
export type DeliverySource = 'typeform' | 'typeform-responses'

/**
 * What is to be done with a delivery that was read.
 *
 * @param isTaken - Somebody has decided that it brings an application, or it brought one.
 */
export function judge(
  { kind, formId, isTest }: Delivery,
  { formIds, isTaken }: { readonly formIds: readonly string[]; readonly isTaken: boolean },
): 'submit' | 'partial' | 'test' | 'foreign-form' {
  if (isTaken) return 'submit'
  if (formIds.length > 0 && !formIds.includes(formId)) return 'foreign-form'
  if (kind === 'partial') return 'partial'
  return isTest ? 'test' : 'submit'
}

/** @throws {@link DeliveryErasedError}, {@link DeliveryForgottenError}, since there is nothing left to read. */
export function requireBody({ id, outcome, body }: KeptDelivery): void {
  if (outcome === 'erased') throw new DeliveryErasedError(id)
  if (body.length === 0 && PASSING_OUTCOMES.some((passing) => passing === outcome))
    throw new DeliveryForgottenError(id)
}

/**
 * @throws {@link NoTestDeliveryError} for any delivery but a test that nobody has decided on,
 * {@link DeliveryForgottenError}.
 */
export function requireTest(delivery: KeptDelivery): void {
  if (delivery.outcome !== 'test') throw new NoTestDeliveryError(delivery.id, delivery.outcome)
  requireBody(delivery)
}

/**
 * @throws {@link DeliveryErasedError}, {@link DeliveryForgottenError},
 * {@link DeliveryInUseError} once an application rests on it.
 */
export function requireDiscardable(delivery: KeptDelivery): void {
  requireBody(delivery)
  if (delivery.outcome === 'submitted' || delivery.outcome === 'duplicate')
    throw new DeliveryInUseError(delivery.id)
}

export class DeliveryErasedError extends Error {
  override readonly name = 'DeliveryErasedError'
  readonly kind = 'conflict'
  readonly code = 'delivery.erased'

  constructor(id: string) {
    super(`delivery ${id} was erased together with its person; nothing of it is left to read`)
  }
}

export class DeliveryForgottenError extends Error {
  override readonly name = 'DeliveryForgottenError'
  readonly kind = 'conflict'
  readonly code = 'delivery.forgotten'

  constructor(id: string) {
    super(
      `delivery ${id} brought no application within delivery_retention_days, so its body was deleted; nothing of it is left to read`,
    )
  }
}

export class NoTestDeliveryError extends Error {
  override readonly name = 'NoTestDeliveryError'
  readonly kind = 'conflict'
  readonly code = 'delivery.no-test'

  constructor(id: string, outcome: DeliveryOutcome | undefined) {
    super(`delivery ${id} is ${outcome ?? 'not read yet'} and no test; replay it to have it read again`)
  }
}

export class DeliveryInUseError extends Error {
  override readonly name = 'DeliveryInUseError'
  readonly kind = 'conflict'
  readonly code = 'delivery.in-use'

  constructor(id: string) {
    super(`delivery ${id} belongs to an application; reject the application instead`)
  }
}
