import { isDeepStrictEqual } from 'node:util'
import { audit } from '../audit/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { queueMail } from '../mail/index.ts'
import { type Answers, type Application, answersAt, assess, CORRECTABLE, isOpen } from './application.ts'
import { receivedMail } from './mails.ts'
import { insertCorrection, lockApplication, saveCorrection } from './store.ts'

export interface RereadApplicationInput {
  readonly applicationId: number
  /** What the form was read as before; undefined when that is not known. */
  readonly former: Partial<Answers> | undefined
  /** What the same form is read as now. */
  readonly answers: Answers
}

/**
 * Gives an open application the answers that a better reading of its form found, in the transaction of the replay.
 * Fields that a person has changed since the former reading stay; the digest changes, so a decision on the former text
 * no longer goes through.
 */
export async function rereadApplication(
  tx: Tx,
  ctx: Context,
  { applicationId, former, answers }: RereadApplicationInput,
): Promise<'corrected' | 'unchanged' | 'decided'> {
  const application = await lockApplication(tx, applicationId)
  if (!isOpen(application)) return 'decided'
  const reread = { ...application, ...mergeReading(application, former, answers) }
  const assessed = assess(reread)
  if (assessed.digest === application.digest) return 'unchanged'
  const saved = await saveCorrection(tx, applicationId, { ...reread, ...assessed })
  await keepFormer(tx, ctx, application, saved)
  if (saved.email && !application.email) await queueMail(tx, receivedMail(saved, saved.email))
  await audit(tx, ctx, {
    action: 'application.reread',
    subject: `application:${applicationId}`,
    details: { from: application.digest, to: saved.digest, fields: changedFields(application, saved) },
  })
  return 'corrected'
}

/** What the answers were before, for the application's history. */
async function keepFormer(tx: Tx, ctx: Context, former: Application, saved: Application): Promise<void> {
  const fields = CORRECTABLE.filter((field) => former[field] !== saved[field])
  const [before, after] = [answersAt(former, fields), answersAt(saved, fields)]
  const by = { actor: describeActor(ctx.actor), at: new Date(ctx.clock.now()) }
  await insertCorrection(tx, former, { to: saved.digest, before, after, why: 'its form was read anew', by })
}

/** Three-way, field by field: what still is as it was read takes the new reading, what a person changed stays. */
export function mergeReading(
  current: Answers,
  former: Partial<Answers> | undefined,
  answers: Answers,
): Answers {
  const merged = CORRECTABLE.map((field) => {
    const untouched = current[field] === former?.[field]
    return [field, untouched ? answers[field] : current[field]]
  })
  return { ...answers, ...(Object.fromEntries(merged) as Partial<Answers>) }
}

function changedFields(before: Application, after: Application): string[] {
  return [...CORRECTABLE, 'other' as const].filter((field) => !isDeepStrictEqual(before[field], after[field]))
}
