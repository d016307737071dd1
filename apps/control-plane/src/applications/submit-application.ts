import { audit } from '../audit/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { queueMail } from '../mail/index.ts'
import { type Answers, type Application, assess } from './application.ts'
import { receivedMail } from './mails.ts'
import { insertApplication, type Origin } from './store.ts'

export interface SubmitApplicationInput {
  readonly answers: Answers
  readonly origin: Origin
  /** Undefined means now. */
  readonly submittedAt?: Date | undefined
  /** Whether one more confirmation may go to an address, asked once for a new application; left out it may. */
  readonly mayConfirm?: ((email: string) => Promise<boolean>) | undefined
}

/** Which actors bring applications from where. */
const BRINGERS: Readonly<Record<Origin['source'], readonly Context['actor']['type'][]>> = {
  typeform: ['webhook', 'cli', 'admin', 'system'],
  manual: ['admin', 'cli'],
  apply: ['person'],
}

/**
 * Makes an application of what somebody answered, in the transaction of the way that it came. What is not understood
 * is kept and marked for an admin.
 *
 * @returns The new application; undefined when its form token brought one before.
 * @throws {@link SubmissionNotAllowedError} for an actor that does not bring applications from there.
 */
export async function submitApplication(
  tx: Tx,
  ctx: Context,
  input: SubmitApplicationInput & { readonly origin: Exclude<Origin, { readonly token: string }> },
): Promise<Application>
export async function submitApplication(
  tx: Tx,
  ctx: Context,
  input: SubmitApplicationInput,
): Promise<Application | undefined>
export async function submitApplication(
  tx: Tx,
  ctx: Context,
  { answers, origin, submittedAt, mayConfirm }: SubmitApplicationInput,
): Promise<Application | undefined> {
  if (!BRINGERS[origin.source].includes(ctx.actor.type)) throw new SubmissionNotAllowedError(ctx)
  const application = await insertApplication(
    tx,
    { ...answers, ...assess(answers), submittedAt: submittedAt ?? new Date(ctx.clock.now()) },
    origin,
  )
  if (!application) return undefined
  const { email } = application
  if (email && (!mayConfirm || (await mayConfirm(email))))
    await queueMail(tx, receivedMail(application, email))
  await audit(tx, ctx, {
    action: 'application.submitted',
    subject: `application:${application.id}`,
    details: {
      source: origin.source,
      digest: application.digest,
      status: application.status,
      ...(origin.source === 'manual' && { why: origin.reason }),
    },
  })
  return application
}

export class SubmissionNotAllowedError extends Error {
  override readonly name = 'SubmissionNotAllowedError'
  readonly kind = 'forbidden'
  readonly code = 'application.submission-not-allowed'

  constructor({ actor }: Context) {
    super(`${describeActor(actor)} may not submit applications there; they come from a form or an admin`)
  }
}
