import { delegationHash, type EnrolBody, type enrolledSchema } from '@noderr/protocol'
import type { z } from 'zod'
import { audit } from '../audit/index.ts'
import { type ApiKeyHolder, holdCredential, type KeyedContext } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { appendToLog, type LogEntry } from '../network/index.ts'
import { decideEnrolment, type EnrolmentDecision, KeyTakenError } from './key.ts'
import { NonceUsedError } from './nonce.ts'
import { queueRegistered } from './registered-mail.ts'
import * as store from './store.ts'
import { EnrolmentNotGenuineError, verifyEnrolment } from './verify-enrolment.ts'

export type Enrolled = z.output<typeof enrolledSchema>

/** A decision that changes something. */
type Change = Exclude<EnrolmentDecision, { readonly do: 'nothing' }>

/**
 * Enrols the hot key that the operator's wallet delegated to, for the node of the API key that the request came with.
 * The same delegation again answers the same; a newer one renews its key or replaces the former key, which is revoked
 * together with its sessions. When a node enrols for the first time, its operator is told.
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
  const terms = { domain: ctx.network.domain, audience: ctx.config.publicUrl, nodeId, operator }
  await verifyEnrolment({ ...terms, now: now.getTime() }, body)
  const { nodeKey: keyId, nonce, notAfter } = body.delegation
  return inTransaction(ctx.db, async (tx) => {
    const credential = await holdCredential(tx, holder.credentialId)
    if (credential?.operator !== operator) throw new EnrolmentNotGenuineError(nodeId, 'other-wallet')
    const isNew = await store.lockOrInsertNode(tx, holder, now)
    const decision = decideEnrolment(body.delegation, await store.listKeys(tx, nodeId, keyId))
    if (decision.do !== 'nothing') {
      if (!(await store.spendNonce(tx, nodeId, nonce, new Date(notAfter)))) throw new NonceUsedError(nodeId)
      await takeKey(tx, body, decision, now)
      if (isNew) await queueRegistered(tx, credential, keyId, ctx.config.publicUrl)
      await record(tx, ctx, body, decision)
    }
    const enrolledAt = decision.do === 'enrol' ? now : decision.key.enrolledAt
    return { nodeId, keyId, enrolledAt: enrolledAt.getTime() }
  })
}

async function takeKey(tx: Tx, body: EnrolBody, change: Change, now: Date): Promise<void> {
  if (change.do === 'renew') return store.renewKey(tx, body)
  if (change.replaces) await store.revokeKey(tx, change.replaces.keyId, now)
  if (!(await store.insertKey(tx, body, now))) throw new KeyTakenError(body.delegation.nodeKey)
}

/** Into the network's log, which decides what came first (PROTOCOL §6), and into the audit log. */
async function record(tx: Tx, ctx: KeyedContext, { delegation }: EnrolBody, change: Change): Promise<void> {
  const { nodeId, nodeKey: keyId, operator } = delegation
  const replaced = change.do === 'enrol' ? change.replaces : undefined
  const entries: LogEntry[] = [{ kind: 'delegation', hash: delegationHash(delegation) }]
  if (replaced) entries.unshift({ kind: 'revocation', hash: replaced.delegationHash })
  await appendToLog(tx, entries, ctx.network.clock.now())
  await audit(
    tx,
    { ...ctx, actor: { type: 'operator', wallet: operator } },
    {
      action: change.do === 'renew' ? 'node.key-renewed' : 'node.enrolled',
      subject: `node:${nodeId}`,
      details: { keyId, delegationHash: delegationHash(delegation), replaced: replaced?.keyId ?? null },
    },
  )
}
