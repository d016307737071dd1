import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { requirePermission } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { getForUpdate } from './get-for-update.ts'
import { requireUnclaimed } from './invite-operator.ts'
import type { KeyedContext } from './keyed-context.ts'
import { mintClaimLink } from './mint-claim-link.ts'

export const issueClaimLinkSchema = z.object({ credentialId: z.number().int().positive().max(2_147_483_647) })

/**
 * Gives support a fresh claim link to hand to the operator by another way than mail; every link before it ends. It is
 * useless without the wallet, is shown this once, and neither stored nor logged.
 *
 * @throws {@link NotAllowedError}, {@link CredentialUnknownError}, {@link CredentialRevokedError},
 * {@link CredentialExpiredError}, {@link CredentialClaimedError}.
 */
export async function issueClaimLink(
  ctx: Pick<KeyedContext, 'db' | 'clock' | 'randomBytes' | 'config' | 'secrets' | 'actor'>,
  input: z.input<typeof issueClaimLinkSchema>,
): Promise<{ readonly claimLink: string; readonly expiresAt: Date }> {
  requirePermission(ctx, 'credentials.invite')
  const { credentialId } = parseInput(issueClaimLinkSchema, input)
  return inTransaction(ctx.db, async (tx) => {
    requireUnclaimed(await getForUpdate(tx, credentialId), new Date(ctx.clock.now()))
    const { claimId, claimLink, expiresAt } = await mintClaimLink(tx, ctx, credentialId)
    await audit(tx, ctx, {
      action: 'credential.claim-link-issued',
      subject: `credential:${credentialId}`,
      details: { claimId },
    })
    return { claimLink, expiresAt }
  })
}
