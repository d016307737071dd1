import { audit } from '../audit/index.ts'
import { type Context, describeActor } from '../context/index.ts'
import type { Tx } from '../db/index.ts'
import { queueMail } from '../mail/index.ts'
import { type Application, assess } from './application.ts'
import { type Delivery, readAnswers } from './form-response.ts'
import { receivedMail } from './mails.ts'
import { insertApplication } from './store.ts'

/**
 * Makes an application of a form's delivery, once per form token, in the transaction that closes the delivery. What is
 * not understood is kept and marked for an admin.
 *
 * @returns The new application; undefined when its token brought one before.
 * @throws {@link SubmissionNotAllowedError} for any actor but the form's webhook and the command line.
 */
export async function submitApplication(
  tx: Tx,
  ctx: Context,
  { event_id, form_response }: Delivery,
): Promise<Application | undefined> {
  if (ctx.actor.type !== 'webhook' && ctx.actor.type !== 'cli') throw new SubmissionNotAllowedError(ctx)
  const answers = readAnswers(form_response)
  const application = await insertApplication(
    tx,
    {
      ...answers,
      ...assess(answers),
      submittedAt: new Date(form_response.submitted_at ?? ctx.clock.now()),
    },
    { formId: form_response.form_id, token: form_response.token, eventId: event_id },
  )
  if (!application) return undefined
  if (application.email) await queueMail(tx, receivedMail(application, application.email))
  await audit(tx, ctx, {
    action: 'application.submitted',
    subject: `application:${application.id}`,
    details: { digest: application.digest, status: application.status },
  })
  return application
}

export class SubmissionNotAllowedError extends Error {
  override readonly name = 'SubmissionNotAllowedError'
  readonly kind = 'forbidden'
  readonly code = 'application.submission-not-allowed'

  constructor({ actor }: Context) {
    super(`${describeActor(actor)} may not submit applications; they come from the form`)
  }
}
