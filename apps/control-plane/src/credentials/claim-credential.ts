import {
  type Address,
  type Bundle,
  type Bytes32,
  bundleSchema,
  claimDigest,
  type Signature,
} from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import { keyedHash, recoverSigner } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { type ClaimLink, ClaimLinkUnknownError, requireClaimable } from './claim.ts'
import { generateApiSecret } from './credential-generator.ts'
import { readFirstRoot } from './first-root.ts'
import type { KeyedContext } from './keyed-context.ts'
import { lockClaimLink, saveClaimed } from './store.ts'

/** A claim as it came in: see `claimBodySchema`. */
export interface ClaimRequest {
  readonly claimToken: string
  /** The node's hot key, or the zero address when it is made later. */
  readonly nodeKey: Address
  readonly signature: Signature
}

/**
 * Hands the credential behind a link to the wallet of its application: makes the API secret, keeps its keyed hash and
 * shows it this once. Of claims at the same time one wins.
 *
 * @throws {@link ClaimNotGenuineError} for a signature by another wallet or for another claim, key, origin, chain or
 * network; {@link ClaimLinkUnknownError}, {@link ClaimLinkUsedError}, {@link ClaimLinkExpiredError},
 * {@link CredentialRevokedError}; {@link ChannelNotInitialisedError}, which spends nothing.
 */
export async function claimCredential(ctx: KeyedContext, request: ClaimRequest): Promise<Bundle> {
  const rootJson = await readFirstRoot(ctx.config.artifactStoreDir)
  const now = new Date(ctx.clock.now())
  return inTransaction(ctx.db, async (tx) => {
    const link = await lockClaimLink(tx, keyedHash(ctx.secrets.tokenPepper, request.claimToken))
    if (!link) throw new ClaimLinkUnknownError()
    requireClaimable(link, now)
    await verifyClaim(ctx, link, request)
    const apiSecret = generateApiSecret(ctx.randomBytes)
    await saveClaimed(tx, link, keyedHash(ctx.secrets.credentialPepper, apiSecret), now)
    const { id, operator, nodeId, apiKey, tier } = link.credential
    await audit(
      tx,
      { ...ctx, actor: { type: 'operator', wallet: operator } },
      {
        action: 'credential.claimed',
        subject: `credential:${id}`,
        details: { claimId: link.claimId, nodeId, nodeKey: request.nodeKey },
      },
    )
    const controlPlaneUrl = ctx.config.publicUrl
    const bundle = {
      nodeId,
      tier,
      operator,
      apiKey,
      apiSecret,
      controlPlaneUrl,
      ...ctx.network.domain,
      rootJson,
    }
    return bundleSchema.parse(bundle)
  })
}

async function verifyClaim(
  ctx: KeyedContext,
  { claimId, credential: { operator } }: ClaimLink,
  { nodeKey, signature }: ClaimRequest,
): Promise<void> {
  const claim = { origin: ctx.config.publicUrl, claimId, wallet: operator, nodeKey }
  const signer = await recoverSigner(claimDigest(ctx.network.domain, claim), signature)
  if (signer !== operator) throw new ClaimNotGenuineError(claimId)
}

export class ClaimNotGenuineError extends Error {
  override readonly name = 'ClaimNotGenuineError'
  readonly kind = 'forbidden'
  readonly code = 'claim.not-genuine'
  readonly claimId: Bytes32

  constructor(claimId: Bytes32) {
    super(
      'this claim is not signed by the wallet of the application for this page and network; choose that wallet and sign again',
    )
    this.claimId = claimId
  }
}
