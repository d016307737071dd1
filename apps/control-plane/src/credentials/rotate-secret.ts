import {
  type Bundle,
  type CredentialRotation,
  credentialRotationDigest,
  type NodeId,
  ROUTES,
  type Signature,
} from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import { keyedHash, recoverSigner } from '../auth/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import type { Client } from './client.ts'
import { type Credential, requireClaimed, stateOf } from './credential.ts'
import { generateApiSecret } from './credential-generator.ts'
import { insertDownloads } from './download-store.ts'
import { BUNDLE_DOWNLOADS } from './get-credential-bundle.ts'
import type { KeyedContext } from './keyed-context.ts'
import { bundleOf } from './open-bundle.ts'
import { readRoots } from './roots.ts'
import { readCredentialLife, readRotationOverlap } from './settings.ts'
import { findRotationTime, lockByNode, saveRotation } from './store.ts'

/** How far the clocks of wallet and control plane may be apart. */
const CLOCK_TOLERANCE_MS = 10 * 60_000

/** A rotation as it came in: see `rotateSecretBodySchema`. */
export interface RotationRequest {
  readonly rotation: CredentialRotation
  readonly signature: Signature
}

/**
 * Gives the operator's wallet a new API secret, shown this once, and the credential another year. The former secret
 * stays good for the overlap that was signed, within the network's limit. Only the wallet can ask: whoever stole the
 * secret cannot rotate its owner out. The same for a secret that was lost and for a credential that has expired.
 *
 * @param client - Whom the download is recorded for.
 * @throws {@link RotationNotGenuineError}, {@link RotationOutdatedError}, {@link CredentialRevokedError},
 * {@link CredentialNotClaimedError}, {@link ChannelNotInitialisedError}.
 */
export async function rotateSecret(
  ctx: KeyedContext,
  { rotation, signature }: RotationRequest,
  client?: Client,
): Promise<Bundle> {
  const roots = await readRoots(ctx.config.artifactStoreDir)
  await verifyRotation(ctx, rotation, signature)
  return inTransaction(ctx.db, async (tx) => {
    const credential = await lockByNode(tx, rotation.nodeId)
    if (credential?.operator !== rotation.wallet) throw new RotationNotGenuineError(rotation.nodeId, 'wallet')
    requireClaimed(credential)
    await requireNewer(tx, credential, rotation)
    const apiSecret = generateApiSecret(ctx.randomBytes)
    const now = new Date(ctx.clock.now())
    const previousUntil = await overlapEnd(tx, credential, rotation, now)
    const expiresAt = new Date(now.getTime() + (await readCredentialLife(tx)))
    const secretHash = keyedHash(ctx.secrets.credentialPepper, apiSecret)
    const signedAt = new Date(rotation.issuedAt)
    await saveRotation(tx, credential.id, { secretHash, previousUntil, signedAt, expiresAt })
    const url = ROUTES.rotateSecret.path
    await insertDownloads(tx, credential, { types: BUNDLE_DOWNLOADS, url, at: now, client })
    await audit(
      tx,
      { ...ctx, actor: { type: 'operator', wallet: credential.operator } },
      {
        action: 'credential.rotated',
        subject: `credential:${credential.id}`,
        details: {
          nodeId: credential.nodeId,
          formerSecretUntil: previousUntil?.toISOString() ?? null,
          expiresAt: expiresAt.toISOString(),
        },
      },
    )
    return { ...bundleOf(ctx, credential, roots), apiSecret }
  })
}

async function verifyRotation(
  { config, network, clock }: KeyedContext,
  rotation: CredentialRotation,
  signature: Signature,
): Promise<void> {
  const { origin, nodeId, wallet, issuedAt } = rotation
  if (origin !== config.publicUrl) throw new RotationNotGenuineError(nodeId, 'origin')
  if (Math.abs(issuedAt - clock.now()) > CLOCK_TOLERANCE_MS)
    throw new RotationNotGenuineError(nodeId, 'stale')
  const signer = await recoverSigner(credentialRotationDigest(network.domain, rotation), signature)
  if (signer !== wallet) throw new RotationNotGenuineError(nodeId, 'signature')
}

async function requireNewer(
  tx: Tx,
  { id, nodeId }: Credential,
  { issuedAt }: CredentialRotation,
): Promise<void> {
  const last = await findRotationTime(tx, id)
  if (last && issuedAt <= last.getTime()) throw new RotationOutdatedError(nodeId)
}

/** A secret that has expired with its credential does not come back to life. */
async function overlapEnd(
  tx: Tx,
  credential: Credential,
  { overlapSeconds }: CredentialRotation,
  now: Date,
): Promise<Date | undefined> {
  const overlapMs = Math.min(overlapSeconds * 1_000, await readRotationOverlap(tx))
  if (overlapMs === 0 || stateOf(credential, now) === 'expired') return undefined
  return new Date(now.getTime() + overlapMs)
}

const FAULTS = {
  origin: "was signed for another control plane; sign this one's origin",
  stale: 'was not signed just now; set the clock right and sign again',
  signature: 'is not signed by its wallet for this chain and network',
  wallet: 'is not signed by the wallet that the node belongs to; choose that wallet and sign again',
} as const
type RotationFault = keyof typeof FAULTS

export class RotationNotGenuineError extends Error {
  override readonly name = 'RotationNotGenuineError'
  readonly kind = 'forbidden'
  readonly code: `rotation.${RotationFault}`
  readonly nodeId: NodeId

  constructor(nodeId: NodeId, fault: RotationFault) {
    super(`the rotation of node ${nodeId} ${FAULTS[fault]}`)
    this.code = `rotation.${fault}`
    this.nodeId = nodeId
  }
}

/** Of two rotations the one that was signed later counts, and none counts twice. */
export class RotationOutdatedError extends Error {
  override readonly name = 'RotationOutdatedError'
  readonly kind = 'conflict'
  readonly code = 'rotation.outdated'
  readonly nodeId: NodeId

  constructor(nodeId: NodeId) {
    super(`node ${nodeId} was rotated by this signature or a later one; sign again for another secret`)
    this.nodeId = nodeId
  }
}
