import {
  type Address,
  type Bundle,
  type Bytes32,
  claimDigest,
  ROUTES,
  type Signature,
} from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import { keyedHash, recoverSigner } from '../auth/index.ts'
import { inTransaction } from '../db/index.ts'
import { type ClaimLink, ClaimLinkUnknownError, requireClaimable } from './claim.ts'
import type { Client } from './client.ts'
import { generateApiSecret } from './credential-generator.ts'
import { insertDownloads } from './download-store.ts'
import { BUNDLE_DOWNLOADS } from './get-credential-bundle.ts'
import type { KeyedContext } from './keyed-context.ts'
import { bundleOf } from './open-bundle.ts'
import { readRoots } from './roots.ts'
import { readCredentialLife } from './settings.ts'
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
 * @param client - Whom the download is recorded for.
 * @throws {@link ClaimNotGenuineError} for a signature by another wallet or for another claim, key, origin, chain or
 * network; {@link ClaimLinkUnknownError}, {@link ClaimLinkUsedError}, {@link ClaimLinkWithdrawnError},
 * {@link ClaimLinkExpiredError},
 * {@link CredentialRevokedError}; {@link ChannelNotInitialisedError}, which spends nothing.
 */
export async function claimCredential(
  ctx: KeyedContext,
  request: ClaimRequest,
  client?: Client,
): Promise<Bundle> {
  const roots = await readRoots(ctx.config.artifactStoreDir)
  const now = new Date(ctx.clock.now())
  return inTransaction(ctx.db, async (tx) => {
    const link = await lockClaimLink(tx, keyedHash(ctx.secrets.tokenPepper, request.claimToken))
    if (!link) throw new ClaimLinkUnknownError()
    requireClaimable(link, now)
    await verifyClaim(ctx, link, request)
    const apiSecret = generateApiSecret(ctx.randomBytes)
    const secretHash = keyedHash(ctx.secrets.credentialPepper, apiSecret)
    const expiresAt = new Date(now.getTime() + (await readCredentialLife(tx)))
    await saveClaimed(tx, link, { secretHash, at: now, expiresAt })
    await insertDownloads(tx, link.credential, {
      types: BUNDLE_DOWNLOADS,
      url: ROUTES.claim.path,
      at: now,
      client,
    })
    const { id, operator, nodeId } = link.credential
    await audit(
      tx,
      { ...ctx, actor: { type: 'operator', wallet: operator } },
      {
        action: 'credential.claimed',
        subject: `credential:${id}`,
        details: { claimId: link.claimId, nodeId, nodeKey: request.nodeKey },
      },
    )
    return { ...bundleOf(ctx, link.credential, roots), apiSecret }
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
