import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { showPlaceholders } from '../mail/index.ts'
import { MailErasedError, type MailSummary } from './mail.ts'
import { mailIdSchema } from './mail-id.ts'
import { getMail } from './store.ts'

export const oneMailSchema = z.object({ mailId: mailIdSchema })

/** A mail with what it says. What is secret in it never was here: `{{claimLink}}` stands where the link will. */
export interface MailPreview extends MailSummary {
  readonly text: string
  /** A whole page; undefined for a mail from before there was HTML. */
  readonly html: string | undefined
}

/**
 * What a mail says, as it is kept.
 *
 * @throws {@link NotAllowedError}, {@link MailNotFoundError}, {@link MailErasedError}.
 */
export async function previewMail(ctx: Context, input: z.input<typeof oneMailSchema>): Promise<MailPreview> {
  requirePermission(ctx, 'mail.read')
  const { mailId } = parseInput(oneMailSchema, input)
  const { reference: _, html, ...mail } = await getMail(ctx.db, mailId)
  if (mail.erasedAt) throw new MailErasedError(mail)
  return { ...mail, html: html && showPlaceholders(html) }
}
