import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { requireNotRevoked } from './credential.ts'
import { getForUpdate } from './get-for-update.ts'
import { saveRevocation, withdrawLinks } from './store.ts'

export const revokeCredentialSchema = z.object({
  credentialId: z.number().int().positive().max(2_147_483_647),
  reason: z.string().trim().min(3).max(1_000),
})

/**
 * Ends a credential for good: its API key, its claim links and every session of its node stop at once.
 *
 * @throws {@link NotAllowedError}, {@link CredentialUnknownError}, {@link CredentialRevokedError} when it was revoked
 * before.
 */
export async function revokeCredential(
  ctx: Context,
  input: z.input<typeof revokeCredentialSchema>,
): Promise<void> {
  requirePermission(ctx, 'credentials.revoke')
  const { credentialId, reason } = parseInput(revokeCredentialSchema, input)
  await inTransaction(ctx.db, async (tx) => {
    const credential = await getForUpdate(tx, credentialId)
    requireNotRevoked(credential)
    const now = new Date(ctx.clock.now())
    await saveRevocation(tx, credentialId, now, reason)
    await withdrawLinks(tx, credentialId, now)
    await audit(tx, ctx, {
      action: 'credential.revoked',
      subject: `credential:${credentialId}`,
      details: { nodeId: credential.nodeId, reason },
    })
  })
}
