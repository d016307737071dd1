import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { MAIL_STATES } from '../mail/index.ts'
import type { MailSummary } from './mail.ts'
import { mailIdSchema } from './mail-id.ts'
import * as store from './store.ts'

export const listMailsSchema = z.object({
  state: z.enum(MAIL_STATES).optional(),
  type: z.string().max(100).optional(),
  applicationId: z.number().int().positive().max(2_147_483_647).optional(),
  before: mailIdSchema.optional(),
  limit: z.number().int().min(1).max(200).default(50),
})

/** The mails of the outbox, newest first, without what they say. @throws {@link NotAllowedError} */
export async function listMails(
  ctx: Context,
  input: z.input<typeof listMailsSchema>,
): Promise<MailSummary[]> {
  requirePermission(ctx, 'mail.read')
  const { limit, ...filter } = parseInput(listMailsSchema, input)
  return store.listMails(ctx.db, filter, limit)
}
