import {
  type Address,
  delegationHash,
  type EnrolBody,
  type enrolledSchema,
  type NodeId,
} from '@noderr/protocol'
import type { z } from 'zod'
import { audit } from '../audit/index.ts'
import { type ApiKeyHolder, type KeyedContext, signingDomain } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { decideEnrolment, KeyTakenError, type NodeKey } from './key.ts'
import { NonceUsedError } from './nonce.ts'
import * as store from './store.ts'
import { verifyEnrolment } from './verify-enrolment.ts'

export type Enrolled = z.output<typeof enrolledSchema>

/**
 * Enrols the hot key that the operator's wallet delegated to, for the node of the API key that the request came with.
 * The same delegation again answers the same; a newer one renews its key or replaces the former key, which is revoked
 * together with its sessions.
 *
 * @throws {@link EnrolmentNotGenuineError}, {@link NonceUsedError}, {@link DelegationOutdatedError},
 * {@link KeyRevokedError}, {@link KeyTakenError}.
 */
export async function enrollNode(
  ctx: KeyedContext,
  holder: ApiKeyHolder,
  body: EnrolBody,
): Promise<Enrolled> {
  const { nodeId, operator } = holder
  const now = new Date(ctx.clock.now())
  const terms = { domain: signingDomain(ctx), audience: ctx.config.publicUrl, nodeId, operator }
  await verifyEnrolment({ ...terms, now: now.getTime() }, body)
  const { nodeKey: keyId, nonce, notAfter } = body.delegation
  return inTransaction(ctx.db, async (tx) => {
    await store.lockOrInsertNode(tx, holder, now)
    const decision = decideEnrolment(body.delegation, await store.listKeys(tx, nodeId, keyId))
    if (decision.do === 'nothing') return toEnrolled(nodeId, keyId, decision.key.enrolledAt)
    if (!(await store.spendNonce(tx, nodeId, nonce, new Date(notAfter)))) throw new NonceUsedError(nodeId)
    if (decision.do === 'renew') await store.renewKey(tx, body)
    else await replaceKey(tx, body, decision.replaces, now)
    await audit(
      tx,
      { ...ctx, actor: { type: 'operator', wallet: operator } },
      {
        action: decision.do === 'renew' ? 'node.key-renewed' : 'node.enrolled',
        subject: `node:${nodeId}`,
        details: {
          keyId,
          delegationHash: delegationHash(body.delegation),
          replaced: decision.do === 'enrol' ? (decision.replaces?.keyId ?? null) : null,
        },
      },
    )
    const enrolledAt = decision.do === 'renew' ? decision.key.enrolledAt : now
    return toEnrolled(nodeId, keyId, enrolledAt)
  })
}

async function replaceKey(tx: Tx, body: EnrolBody, former: NodeKey | undefined, now: Date): Promise<void> {
  if (former) await store.revokeKey(tx, former.keyId, now)
  if (!(await store.insertKey(tx, body, now))) throw new KeyTakenError(body.delegation.nodeKey)
}

function toEnrolled(nodeId: NodeId, keyId: Address, enrolledAt: Date): Enrolled {
  return { nodeId, keyId, enrolledAt: enrolledAt.getTime() }
}
