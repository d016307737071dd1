import type { z } from 'zod'
import { getApplication } from '../applications/index.ts'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { enqueueMail, insertMail, saveRequeued } from '../mail/index.ts'
import { decideResending, type MailSummary } from './mail.ts'
import { oneMailSchema } from './preview-mail.ts'
import { lockMail, type StoredMail } from './store.ts'

/**
 * Sends a mail again: a dead letter once its cause is gone, one that waits at once, one that was sent as a copy. It goes
 * to the address that stands in the application now, and its placeholders are filled in anew.
 *
 * @returns The mail that is queued now; a copy has a number of its own.
 * @throws {@link NotAllowedError}, {@link MailNotFoundError}, {@link MailErasedError}, {@link MailOnItsWayError}.
 */
export async function resendMail(ctx: Context, input: z.input<typeof oneMailSchema>): Promise<MailSummary> {
  requirePermission(ctx, 'mail.send')
  const { mailId } = parseInput(oneMailSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const mail = await lockMail(tx, mailId)
    const resending = decideResending(mail)
    const to = await currentAddress(tx, mail)
    const queuedId = resending === 'copy' ? await copyMail(tx, mail, to) : mailId
    if (resending === 'requeue') await saveRequeued(tx, mailId, to)
    await enqueueMail(tx, queuedId)
    await audit(tx, ctx, {
      action: 'mail.resent',
      subject: `mail:${mailId}`,
      details: { type: mail.type, queued: queuedId, addressChanged: to !== mail.to },
    })
    const { text: _, html: __, reference: ___, ...queued } = await lockMail(tx, queuedId)
    return queued
  })
}

/** An address that was corrected is the usual cure of a dead letter. */
async function currentAddress(tx: Tx, { applicationId, to }: StoredMail): Promise<string> {
  if (applicationId === undefined) return to
  return (await getApplication(tx, applicationId)).email ?? to
}

function copyMail(tx: Tx, mail: StoredMail, to: string): Promise<string> {
  const { applicationId, type, subject, text, html, reference } = mail
  return insertMail(tx, { applicationId, to, type, subject, reference, bodies: { text, html: html ?? null } })
}
