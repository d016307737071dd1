import { z } from 'zod'
import {
  type Application,
  type Approval,
  type ApprovalRule,
  applicationIdSchema,
  approvalRule,
  countSeats,
  getApplication,
  getTwoPersonTiers,
  isOpen,
  listApprovals,
} from '../applications/index.ts'
import { countApprovers, requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Cooldown, cooldownOf } from './cooldown.ts'
import { isDisposable } from './disposable-email.ts'
import type { HistoryEntry } from './history.ts'
import { type ReviewClock, reviewClock } from './review-clock.ts'
import { type Signal, signalsOf } from './signal.ts'
import * as store from './store.ts'

export const getApplicationSchema = z.object({ applicationId: applicationIdSchema })

/** Everything about an application that a decision could rest on. */
export interface ApplicationDetail extends Application {
  /** Undefined once it is decided. */
  readonly clock: ReviewClock | undefined
  readonly signals: readonly Signal[]
  /** Oldest first. */
  readonly history: readonly HistoryEntry[]
  readonly notes: readonly store.Note[]
  /** What the applicant was asked, oldest first. */
  readonly questions: readonly store.Question[]
  readonly approvals: ApprovalRule & { readonly given: readonly Approval[] }
  /** Its place in the queue for its tier, from 1; undefined unless the tier is full. */
  readonly waitingListPosition: number | undefined
  readonly cooldown: Cooldown | undefined
}

/** @throws {@link NotAllowedError}, {@link ApplicationNotFoundError} */
export async function getApplicationById(
  ctx: Context,
  input: z.input<typeof getApplicationSchema>,
): Promise<ApplicationDetail> {
  requirePermission(ctx, 'applications.read')
  const { applicationId } = parseInput(getApplicationSchema, input)
  const { db } = ctx
  const application = await getApplication(db, applicationId)
  const now = new Date(ctx.clock.now())
  const [facts, history, notes, questions, given, tiers, approvers, days] = await Promise.all([
    signalFacts(ctx, application),
    store.listHistory(db, applicationId),
    store.listNotes(db, applicationId),
    store.listQuestions(db, applicationId),
    listApprovals(db, application),
    getTwoPersonTiers(db),
    countApprovers(db),
    store.getReviewDays(db),
  ])
  return {
    ...application,
    clock: reviewClock(application, days, now),
    signals: signalsOf(facts),
    history,
    notes,
    questions,
    approvals: { ...approvalRule(application.tier, tiers, approvers), given },
    waitingListPosition: facts.waitingListPosition,
    cooldown: facts.cooldown,
  }
}

async function signalFacts({ db }: Context, application: Application) {
  const { email, tier, submittedAt } = application
  const [sameWallet, sameEmail, rejected, cooldownDays, seats] = await Promise.all([
    store.findSameWallet(db, application),
    store.findSameEmail(db, application),
    store.findRejectionBefore(db, application),
    store.getCooldownDays(db),
    tier ? countSeats(db, tier) : undefined,
  ])
  const full = seats?.cap !== undefined && seats.taken >= seats.cap
  return {
    application,
    sameWallet,
    sameEmail,
    disposableEmail: email !== undefined && isDisposable(email),
    seats,
    waitingListPosition:
      full && isOpen(application) ? (await store.countAhead(db, application)) + 1 : undefined,
    cooldown: cooldownOf(submittedAt, rejected, cooldownDays),
  }
}
