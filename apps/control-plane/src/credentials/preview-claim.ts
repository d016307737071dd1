import type { ClaimPreview } from '@noderr/protocol'
import { keyedHash } from '../auth/index.ts'
import { ClaimLinkUnknownError, requireClaimable } from './claim.ts'
import type { KeyedContext } from './keyed-context.ts'
import { findClaimLink } from './store.ts'

/**
 * Says what a claim link is for, so that the operator sees what the wallet is about to sign. Changes nothing.
 *
 * @throws {@link ClaimLinkUnknownError}, and whatever `requireClaimable` throws for a link that is over.
 */
export async function previewClaim(
  ctx: KeyedContext,
  { claimToken }: { readonly claimToken: string },
): Promise<ClaimPreview> {
  const link = await findClaimLink(ctx.db, keyedHash(ctx.secrets.tokenPepper, claimToken))
  if (!link) throw new ClaimLinkUnknownError()
  requireClaimable(link, new Date(ctx.clock.now()))
  const { claimId, credential, expiresAt } = link
  return {
    claimId,
    origin: ctx.config.publicUrl,
    wallet: credential.operator,
    nodeId: credential.nodeId,
    tier: credential.tier,
    ...ctx.network.domain,
    expiresAt: expiresAt.getTime(),
  }
}
