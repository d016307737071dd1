import { z } from 'zod'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { parseInput } from '../errors/index.ts'
import { renderText } from '../mail/index.ts'
import { applicationIdSchema } from './answer-schemas.ts'
import { rejectedMail } from './mails.ts'
import { getApplication } from './store.ts'

export const previewRejectionSchema = z.object({
  applicationId: applicationIdSchema,
  reason: z.string().trim().max(2_000),
})

/**
 * The mail that a rejection would send, to read before one rejects. Nothing is kept.
 *
 * @throws {@link NotAllowedError}, {@link ApplicationNotFoundError}
 */
export async function previewRejection(
  ctx: Context,
  input: z.input<typeof previewRejectionSchema>,
): Promise<{ readonly subject: string; readonly text: string }> {
  requirePermission(ctx, 'applications.decide')
  const { applicationId, reason } = parseInput(previewRejectionSchema, input)
  const application = await getApplication(ctx.db, applicationId)
  const { letter } = rejectedMail(application, application.email ?? '', reason)
  return { subject: letter.subject, text: renderText(letter) }
}
