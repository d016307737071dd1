import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import type { Context } from '../context/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { type Credential, requireClaimed, stateOf } from './credential.ts'
import { getContact } from './get-contact.ts'
import { getForUpdate } from './get-for-update.ts'
import { queueInvite } from './invite.ts'
import { readRotationOverlap } from './settings.ts'
import { saveReissue } from './store.ts'

export const reissueCredentialSchema = z.object({
  credentialId: z.number().int().positive().max(2_147_483_647),
  reason: z.string().trim().min(3).max(1_000),
  /** `overlap`: the present secret stays good for the rotation window; `at-once`: it is refused from now on. */
  formerSecret: z.enum(['overlap', 'at-once']).default('overlap'),
})

/**
 * Has the operator claim a credential anew: support's way to rotate a secret, which only the wallet can take. The
 * credential is invited again, by mail.
 *
 * @throws {@link NotAllowedError}, {@link CredentialUnknownError}, {@link CredentialRevokedError},
 * {@link CredentialNotClaimedError}, {@link NoAddressError}.
 */
export async function reissueCredential(
  ctx: Context,
  input: z.input<typeof reissueCredentialSchema>,
): Promise<Credential> {
  requirePermission(ctx, 'credentials.reissue')
  const { credentialId, reason, formerSecret } = parseInput(reissueCredentialSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    const credential = await getForUpdate(tx, credentialId)
    requireClaimed(credential)
    const now = new Date(ctx.clock.now())
    const staysGood = formerSecret === 'overlap' && stateOf(credential, now) === 'claimed'
    const until = staysGood ? new Date(now.getTime() + (await readRotationOverlap(tx))) : undefined
    await saveReissue(tx, credentialId, until)
    await queueInvite(tx, await getContact(tx, credential.applicationId), credential, 'reissued')
    await audit(tx, ctx, {
      action: 'credential.reissued',
      subject: `credential:${credentialId}`,
      details: { nodeId: credential.nodeId, reason, formerSecretUntil: until?.toISOString() ?? null },
    })
    return { ...credential, claimedAt: undefined, expiresAt: undefined }
  })
}
