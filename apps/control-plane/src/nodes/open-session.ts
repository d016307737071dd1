import type { Address, Bytes32, NodeId, NodeSession, SessionGrant, Signature } from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import { keyedHash, mintToken } from '../auth/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { type Node, takeLease } from './node.ts'
import { NonceUsedError } from './nonce.ts'
import * as store from './store.ts'
import { LONGEST_SESSION_MS, verifySession } from './verify-session.ts'

/** A request for a session as it came in: see `openSessionBodySchema`. */
export interface SessionRequest {
  readonly session: NodeSession
  readonly signature: Signature
  /** Made once per installation. */
  readonly instance: Bytes32
}

/**
 * Opens a session of at most ten minutes for an enrolled hot key. Another installation than the last takes the lease
 * over: the lease epoch rises and the sessions of the former installation end.
 *
 * Only a lease that moves is audited; a session by itself changes nothing, and there is one per node and ten minutes.
 *
 * @throws {@link SessionNotGenuineError}, {@link KeyNotEnrolledError}, {@link NonceUsedError}.
 */
export async function openSession(
  ctx: KeyedContext,
  { session, signature, instance }: SessionRequest,
): Promise<SessionGrant> {
  const { nodeId, keyId, nonce } = session
  const now = ctx.clock.now()
  await verifySession({ domain: ctx.network.domain, audience: ctx.config.publicUrl, now }, session, signature)
  return inTransaction(ctx.db, async (tx) => {
    const node = await store.lockNode(tx, nodeId)
    const keyEnd = await store.findKeyEnd(tx, nodeId, keyId, new Date(now))
    if (!node || !keyEnd) throw new KeyNotEnrolledError(nodeId, keyId)
    const nonceEnd = new Date(session.expiresAt)
    if (!(await store.spendNonce(tx, nodeId, nonce, nonceEnd))) throw new NonceUsedError(nodeId)
    const expiresAt = Math.min(session.expiresAt, now + LONGEST_SESSION_MS, keyEnd.getTime())
    const leaseEpoch = await moveLease(tx, ctx, node, instance)
    const token = mintToken(ctx.randomBytes)
    await store.insertSession(tx, {
      tokenHash: keyedHash(ctx.secrets.tokenPepper, token),
      nodeId,
      keyId,
      leaseEpoch,
      openedAt: new Date(now),
      expiresAt: new Date(expiresAt),
    })
    return {
      token,
      expiresAt,
      leaseEpoch: leaseEpoch.toString(),
      highWaterSequence: node.highWater.sequence.toString(),
      highWaterCloseTime: node.highWater.closeTime,
    }
  })
}

async function moveLease(
  tx: Tx,
  ctx: KeyedContext,
  { nodeId, lease }: Node,
  instance: Bytes32,
): Promise<bigint> {
  const taken = takeLease(lease, instance)
  if (taken === lease) return lease.epoch
  await store.saveLease(tx, nodeId, taken, new Date(ctx.clock.now()))
  await audit(
    tx,
    { ...ctx, actor: { type: 'node', nodeId } },
    {
      action: 'node.lease-moved',
      subject: `node:${nodeId}`,
      details: { leaseEpoch: taken.epoch.toString(), instance },
    },
  )
  return taken.epoch
}

/** The same for a node that nobody knows, a key that was revoked and a credential that was: nothing to be learnt. */
export class KeyNotEnrolledError extends Error {
  override readonly name = 'KeyNotEnrolledError'
  readonly kind = 'forbidden'
  readonly code = 'node.key-not-enrolled'
  readonly nodeId: NodeId
  readonly keyId: Address

  constructor(nodeId: NodeId, keyId: Address) {
    super(
      `key ${keyId} may not speak for node ${nodeId}: it is not enrolled, its delegation is over, or it was revoked; enrol a delegated key`,
    )
    this.nodeId = nodeId
    this.keyId = keyId
  }
}
