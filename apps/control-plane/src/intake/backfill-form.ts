import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { IntakeContext } from './intake-context.ts'
import { member } from './loose.ts'
import { hashFormToken, type Reading, settleDelivery } from './read-delivery.ts'
import {
  type Backfill,
  finishBackfill,
  isErased,
  isTokenKnown,
  keepDelivery,
  lockDelivery,
  openBackfill,
  saveBackfill,
} from './store.ts'
import type { TypeformApi } from './typeform-api.ts'
import { identifierOf, timeOf } from './typeform-payload.ts'
import { toBody } from './typeform-responses.ts'

const backfillInput = z.object({
  formId: z.string().min(1).max(256),
  /** Submissions before it are left alone; undefined takes all. */
  since: z.date().optional(),
  pageSize: z.number().int().min(1).max(1_000).default(200),
})
export type BackfillInput = z.input<typeof backfillInput>

/** What a back-fill came to, and what became of each submission that had been missing. */
export interface BackfillReport extends Backfill {
  readonly outcomes: Readonly<Partial<Record<Reading['outcome'], number>>>
}

/**
 * Fetches what Typeform has of a form, from the newest response to the oldest, and takes each submission that was never
 * delivered as if the webhook had brought it. Stopped in the middle it goes on where it was when it is called again
 * with the same `since`; what came in the meantime is for the next call.
 *
 * @param onReading - Hears what became of each submission that was missing.
 * @throws {@link NotAllowedError}, {@link FormNotListedError}, {@link TypeformRefusedError},
 * {@link TypeformSilentError}, {@link ResponsesStuckError}.
 */
export async function backfillForm(
  ctx: IntakeContext,
  api: TypeformApi,
  input: BackfillInput,
  onReading: (deliveryId: string, reading: Reading) => void = () => {},
): Promise<BackfillReport> {
  if (ctx.actor.type !== 'system') requirePermission(ctx, 'typeform.configure')
  const { formId, since, pageSize } = parseInput(backfillInput, input)
  const { formIds } = ctx.config.typeform
  if (formIds.length > 0 && !formIds.includes(formId)) throw new FormNotListedError(formId)

  const outcomes: Partial<Record<Reading['outcome'], number>> = {}
  let state = await openBackfill(ctx.db, formId, since, new Date(ctx.clock.now()))
  for (;;) {
    const before = state.beforeToken
    const items = await api.listResponses(formId, { pageSize, before })
    const wanted = items.filter((item) => isWanted(item, since))
    let missing = 0
    for (const item of wanted) {
      const taken = await takeResponse(ctx, formId, item)
      if (!taken) continue
      missing += 1
      outcomes[taken.reading.outcome] = (outcomes[taken.reading.outcome] ?? 0) + 1
      onReading(taken.deliveryId, taken.reading)
    }
    // Pages go from the newest to the oldest: after one without anything wanted comes none with.
    if (wanted.length === 0) break
    const last = items.map(tokenOf).findLast((token) => token !== undefined)
    if (last === undefined || last === before) throw new ResponsesStuckError(formId)
    state = {
      ...state,
      beforeToken: last,
      seen: state.seen + wanted.length,
      missing: state.missing + missing,
    }
    await saveBackfill(ctx.db, state)
  }
  return { ...(await finish(ctx, state)), outcomes }
}

function isWanted(item: unknown, since: Date | undefined): boolean {
  const submittedAt = timeOf(member(item, 'submitted_at'))
  return since === undefined || submittedAt === undefined || submittedAt >= since
}

function tokenOf(item: unknown): string | undefined {
  return identifierOf(member(item, 'token'))
}

/** @returns Undefined for a submission that needs nothing. */
async function takeResponse(
  ctx: IntakeContext,
  formId: string,
  item: unknown,
): Promise<{ readonly deliveryId: string; readonly reading: Reading } | undefined> {
  const token = tokenOf(item)
  return inTransaction(ctx.db, async (tx) => {
    if (token !== undefined && (await isTokenKnown(tx, formId, token))) return undefined
    if (token !== undefined && (await isErased(tx, hashFormToken(ctx, { formId, token })))) return undefined
    const body = toBody(formId, item)
    const receivedAt = new Date(ctx.clock.now())
    const { id, fresh } = await keepDelivery(tx, { source: 'typeform-responses', body, receivedAt })
    if (!fresh) return undefined
    const kept = await lockDelivery(tx, id)
    return {
      deliveryId: id,
      reading: await settleDelivery(tx, ctx, kept, { isTaken: false, corrects: false }),
    }
  })
}

async function finish(ctx: IntakeContext, state: Backfill): Promise<Backfill> {
  const finishedAt = new Date(ctx.clock.now())
  const { formId, since, seen, missing } = state
  await inTransaction(ctx.db, async (tx) => {
    await finishBackfill(tx, formId, finishedAt)
    await audit(tx, ctx, {
      action: 'typeform.backfilled',
      subject: `form:${formId}`,
      details: { since: since?.toISOString() ?? null, seen, missing },
    })
  })
  return { ...state, finishedAt }
}

export class FormNotListedError extends Error {
  override readonly name = 'FormNotListedError'
  readonly kind = 'conflict'
  readonly code = 'typeform.form-not-listed'

  constructor(formId: string) {
    super(`form ${formId} is not in TYPEFORM_FORM_IDS; add it there, or mind the spelling`)
  }
}

export class ResponsesStuckError extends Error {
  override readonly name = 'ResponsesStuckError'
  readonly kind = 'unavailable'
  readonly code = 'typeform.stuck'

  constructor(formId: string) {
    super(
      `Typeform gives the same page of form ${formId} again; what came before it is taken, try again later`,
    )
  }
}
