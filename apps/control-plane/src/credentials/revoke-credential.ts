import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { CredentialRevokedError } from './credential.ts'
import { lockCredential, saveRevocation } from './store.ts'

export const revokeCredentialSchema = z.object({
  credentialId: z.number().int().positive(),
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
    const credential = await lockCredential(tx, credentialId)
    if (!credential) throw new CredentialUnknownError(credentialId)
    if (credential.revocation) throw new CredentialRevokedError(credential)
    await saveRevocation(tx, credentialId, new Date(ctx.clock.now()), reason)
    await audit(tx, ctx, {
      action: 'credential.revoked',
      subject: `credential:${credentialId}`,
      details: { nodeId: credential.nodeId, reason },
    })
  })
}

export class CredentialUnknownError extends Error {
  override readonly name = 'CredentialUnknownError'
  readonly kind = 'not-found'
  readonly code = 'credential.unknown'
  readonly credentialId: number

  constructor(credentialId: number) {
    super(`there is no credential ${credentialId}; list them to find the right one`)
    this.credentialId = credentialId
  }
}
