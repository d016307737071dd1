import { PATHS } from '@noderr/protocol'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import type { IntakeContext } from './intake-context.ts'
import { WebhookOffError } from './receive-delivery.ts'
import type { RegisteredWebhook, TypeformApi } from './typeform-api.ts'

const registerInput = z.object({
  formId: z.string().min(1).max(256),
  tag: z.string().regex(/^[\w-]{1,64}$/),
  /** Where we are reached from outside; undefined means `PUBLIC_URL`. */
  publicUrl: z.url({ protocol: /^https?$/ }).optional(),
})

/**
 * Has Typeform deliver a form's submissions to us, signed with the current secret; called again it brings the webhook
 * up to date, a rotated secret too.
 *
 * @throws {@link NotAllowedError}, {@link WebhookOffError} without a secret, {@link TypeformRefusedError},
 * {@link TypeformSilentError}.
 */
export async function registerWebhook(
  ctx: IntakeContext,
  api: TypeformApi,
  input: z.input<typeof registerInput>,
): Promise<RegisteredWebhook> {
  requirePermission(ctx, 'typeform.configure')
  const { formId, tag, publicUrl = ctx.config.publicUrl } = parseInput(registerInput, input)
  const [secret] = ctx.config.typeform.secrets
  if (secret === undefined) throw new WebhookOffError()
  const url = webhookUrl(publicUrl)
  const registered = await api.putWebhook(formId, tag, { url, secret })
  await inTransaction(ctx.db, (tx) =>
    audit(tx, ctx, {
      action: 'typeform.webhook-registered',
      subject: `form:${formId}`,
      details: { tag, url },
    }),
  )
  return registered
}

/** The address that deliveries go to. */
export function webhookUrl(publicUrl: string): string {
  return new URL(PATHS.typeformWebhook, publicUrl).href
}
