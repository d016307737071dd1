import type { ClaimPreview } from '@noderr/protocol'
import { keyedHash } from '../auth/index.ts'
import { type ClaimLink, ClaimLinkUnknownError, requireClaimable } from './claim.ts'
import { requireNotRevoked } from './credential.ts'
import type { KeyedContext } from './keyed-context.ts'
import { findClaimLink } from './store.ts'

/**
 * Says what a claim link is for, so that the operator sees what the wallet is about to sign; or, once the credential
 * was claimed, what was taken and when. Changes nothing and never tells a secret.
 *
 * @throws {@link ClaimLinkUnknownError}, {@link CredentialRevokedError}, and whatever `requireClaimable` throws for a
 * link that ended unused.
 */
export async function previewClaim(
  ctx: KeyedContext,
  { claimToken }: { readonly claimToken: string },
): Promise<ClaimPreview> {
  const link = await findClaimLink(ctx.db, keyedHash(ctx.secrets.tokenPepper, claimToken))
  if (!link) throw new ClaimLinkUnknownError()
  const claimedAt = claimTime(link)
  if (claimedAt) requireNotRevoked(link.credential)
  else requireClaimable(link, new Date(ctx.clock.now()))
  const { claimId, credential, expiresAt } = link
  return {
    claimId,
    origin: ctx.config.publicUrl,
    wallet: credential.operator,
    nodeId: credential.nodeId,
    tier: credential.tier,
    ...ctx.network.domain,
    expiresAt: expiresAt.getTime(),
    claimedAt: claimedAt?.getTime() ?? null,
  }
}

function claimTime({ usedAt, credential }: ClaimLink): Date | undefined {
  return usedAt ?? credential.claimedAt
}
