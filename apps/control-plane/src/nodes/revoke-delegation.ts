import {
  type Address,
  addressSchema,
  type DelegationRevocation,
  delegationRevocationDigest,
  type NodeId,
  nodeIdSchema,
  type Signature,
} from '@noderr/protocol'
import { z } from 'zod'
import { audit } from '../audit/index.ts'
import { recoverSigner, requirePermission } from '../auth/index.ts'
import type { Actor } from '../context/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { parseInput } from '../errors/index.ts'
import { appendToLog } from '../network/index.ts'
import type { NodeKey } from './key.ts'
import * as store from './store.ts'

/** A revocation as it came in: see `revokeKeyBodySchema`. */
export interface RevocationRequest {
  readonly revocation: DelegationRevocation
  readonly signature: Signature
}

/** A key that speaks for nobody any more. */
export interface RevokedKey {
  readonly nodeId: NodeId
  readonly keyId: Address
  /** Wall milliseconds. */
  readonly revokedAt: number
}

/** What ending a key needs besides the transaction. */
type RevokingContext = Pick<KeyedContext, 'db' | 'clock' | 'network' | 'actor'>

/**
 * Ends a hot key by the signature of the wallet that delegated to it: its sessions end at once, the network's log says
 * so, and the key never comes back. Signed again, it answers the same.
 *
 * @throws {@link RevocationNotGenuineError} for another wallet's signature and for a key that is not of the node.
 */
export async function revokeDelegation(
  ctx: RevokingContext,
  { revocation, signature }: RevocationRequest,
): Promise<RevokedKey> {
  const { nodeId, nodeKey, operator } = revocation
  const signer = await recoverSigner(delegationRevocationDigest(ctx.network.domain, revocation), signature)
  if (signer !== operator) throw new RevocationNotGenuineError(nodeId)
  return inTransaction(ctx.db, async (tx) => {
    const node = await store.lockNode(tx, nodeId)
    const key = await store.findKey(tx, nodeKey)
    if (node?.operator !== operator || key?.nodeId !== nodeId) throw new RevocationNotGenuineError(nodeId)
    return endKey(tx, { ...ctx, actor: { type: 'operator', wallet: operator } }, key)
  })
}

export const revokeNodeKeySchema = z.object({
  nodeId: nodeIdSchema,
  keyId: addressSchema,
  reason: z.string().trim().min(3).max(1_000),
})

/**
 * Ends a hot key on the network's side, for an operator who cannot.
 *
 * @throws {@link NotAllowedError}, {@link KeyUnknownError}.
 */
export async function revokeNodeKey(
  ctx: RevokingContext,
  input: z.input<typeof revokeNodeKeySchema>,
): Promise<RevokedKey> {
  requirePermission(ctx, 'nodes.revoke-key')
  const { nodeId, keyId, reason } = parseInput(revokeNodeKeySchema, input)
  return inTransaction(ctx.db, async (tx) => {
    await store.lockNode(tx, nodeId)
    const key = await store.findKey(tx, keyId)
    if (key?.nodeId !== nodeId) throw new KeyUnknownError(nodeId, keyId)
    return endKey(tx, ctx, key, reason)
  })
}

/**
 * Ends a key in the transaction of whoever decided it: sessions, the network's log, the audit log. One that has ended
 * before is left as it is.
 */
export async function endKey(
  tx: Tx,
  ctx: { readonly actor: Actor } & Pick<KeyedContext, 'clock' | 'network'>,
  { keyId, nodeId, revokedAt, delegationHash }: NodeKey,
  reason?: string,
): Promise<RevokedKey> {
  if (revokedAt) return { nodeId, keyId, revokedAt: revokedAt.getTime() }
  const now = ctx.clock.now()
  await store.revokeKey(tx, keyId, new Date(now))
  await appendToLog(tx, [{ kind: 'revocation', hash: delegationHash }], ctx.network.clock.now())
  await audit(tx, ctx, {
    action: 'node.key-revoked',
    subject: `node:${nodeId}`,
    details: { keyId, delegationHash, ...(reason === undefined ? {} : { reason }) },
  })
  return { nodeId, keyId, revokedAt: now }
}

/** The same for a node that nobody knows, a foreign key and a wrong signature. */
export class RevocationNotGenuineError extends Error {
  override readonly name = 'RevocationNotGenuineError'
  readonly kind = 'forbidden'
  readonly code = 'revocation.not-genuine'
  readonly nodeId: NodeId

  constructor(nodeId: NodeId) {
    super(
      `this revocation is not signed by the wallet of node ${nodeId} for one of its keys, this chain and network; choose that wallet and sign again`,
    )
    this.nodeId = nodeId
  }
}

export class KeyUnknownError extends Error {
  override readonly name = 'KeyUnknownError'
  readonly kind = 'not-found'
  readonly code = 'node.key-unknown'
  readonly keyId: Address

  constructor(nodeId: NodeId, keyId: Address) {
    super(`node ${nodeId} never had the key ${keyId}; read the node again`)
    this.keyId = keyId
  }
}
