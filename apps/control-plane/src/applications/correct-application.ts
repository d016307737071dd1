import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { ANSWER_SCHEMAS, applicationIdSchema, seenSchema, wordsSchema } from './answer-schemas.ts'
import {
  type Answers,
  type Application,
  answersAt,
  assess,
  CORRECTABLE,
  requireOpen,
  requireUnchanged,
} from './application.ts'
import { insertCorrection, lockApplication, saveCorrection } from './store.ts'

export const correctApplicationSchema = seenSchema.extend({
  applicationId: applicationIdSchema,
  ...z.object(ANSWER_SCHEMAS).partial().shape,
  /** Kept with the correction and in the audit log, which is never erased: no person's data. */
  reason: wordsSchema,
})

/** What the audit log may keep of the answers for ever; of the others it keeps the digest. */
const IMPERSONAL = ['tier', 'operatingSystem', 'stakeAmount'] as const

/**
 * Changes answers that the form left unclear or wrong. The digest changes, so that approvals given before and
 * decisions on the former text no longer count. A wallet that was given is its owner's to change.
 *
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}, {@link AlreadyDecidedError},
 * {@link ChangedSinceReadError}, {@link WalletGivenError}, {@link NothingToCorrectError}.
 */
export async function correctApplication(
  ctx: Context,
  input: z.input<typeof correctApplicationSchema>,
): Promise<Application> {
  requirePermission(ctx, 'applications.correct')
  const { applicationId, reason, digest, version, ...corrections } = parseInput(
    correctApplicationSchema,
    input,
  )
  return inTransaction(ctx.db, async (tx) => {
    const application = await lockApplication(tx, applicationId)
    requireOpen(application)
    requireUnchanged(application, { digest, version })
    if (corrections.wallet && application.wallet) throw new WalletGivenError(applicationId)
    return changeAnswers(tx, ctx, application, { answers: corrections, why: reason })
  })
}

/**
 * Puts other answers into a locked application and keeps what was there before.
 *
 * @throws {@link NothingToCorrectError}
 */
export async function changeAnswers(
  tx: Tx,
  ctx: Context,
  application: Application,
  change: { readonly answers: Partial<Answers>; readonly why: string; readonly walletProvenAt?: Date },
): Promise<Application> {
  const { answers, why, walletProvenAt = application.walletProvenAt } = change
  const fields = CORRECTABLE.filter(
    (field) => answers[field] !== undefined && answers[field] !== application[field],
  )
  if (fields.length === 0) throw new NothingToCorrectError(application)
  const corrected = { ...application, ...answersAt(answers, fields), walletProvenAt }
  const saved = await saveCorrection(tx, application.id, { ...corrected, ...assess(corrected) })
  const [before, after] = [answersAt(application, fields), answersAt(saved, fields)]
  const by = { actor: describeActor(ctx.actor), at: new Date(ctx.clock.now()) }
  await insertCorrection(tx, application, { to: saved.digest, before, after, why, by })
  const impersonal = IMPERSONAL.filter((field) => fields.includes(field))
  await audit(tx, ctx, {
    action: 'application.corrected',
    subject: `application:${application.id}`,
    details: {
      from: application.digest,
      to: saved.digest,
      fields,
      before: answersAt(application, impersonal),
      after: answersAt(saved, impersonal),
      why,
    },
  })
  return saved
}

export class WalletGivenError extends Error {
  override readonly name = 'WalletGivenError'
  readonly kind = 'conflict'
  readonly code = 'application.wallet-given'

  constructor(applicationId: number) {
    super(`application ${applicationId} names its wallet; only its applicant can change it, by a signature`)
  }
}

export class NothingToCorrectError extends Error {
  override readonly name = 'NothingToCorrectError'
  readonly kind = 'invalid'
  readonly code = 'application.nothing-to-correct'

  constructor({ id }: Application) {
    super(`application ${id} says that already; give at least one answer that differs`)
  }
}
