import type { Bytes32 } from '@noderr/protocol'
import { audit } from '../audit/index.ts'
import type { Actor, Services } from '../context/index.ts'
import { lockOfApplication, moveCredentials } from '../credentials/index.ts'
import { inTransaction, type Tx } from '../db/index.ts'
import { moveNodes } from '../nodes/index.ts'
import { endChange } from './cancel-wallet-change.ts'
import { isDue, type WalletChange } from './change.ts'
import { queueApplied } from './mails.ts'
import { isOperator, listEnded, lockChange, saveStep } from './store.ts'

type Parts = Pick<Services, 'db' | 'clock' | 'network'>
const ACTOR: Actor = { type: 'system', job: 'operators.apply-wallet-changes' }

/**
 * Carries out the changes whose notice has ended: credentials and nodes move to the new wallet, and the hot keys that
 * the former one delegated end. A new wallet that became another operator's meanwhile ends its change instead.
 */
export async function applyWalletChanges(parts: Parts): Promise<void> {
  const now = new Date(parts.clock.now())
  for (const changeId of await listEnded(parts.db, now)) {
    await inTransaction(parts.db, (tx) => applyChange(tx, parts, changeId, now))
  }
}

async function applyChange(tx: Tx, parts: Parts, changeId: Bytes32, now: Date): Promise<void> {
  const change = await lockChange(tx, changeId)
  if (!change || !isDue(change, now)) return
  const ctx = { ...parts, actor: ACTOR }
  await lockOfApplication(tx, change.applicationId)
  if (await isOperator(tx, change.newWallet)) {
    await endChange(tx, ctx, change, 'the new wallet became the wallet of another operator')
    return
  }
  await move(tx, ctx, change, now)
}

async function move(
  tx: Tx,
  ctx: Parts & { readonly actor: Actor },
  change: WalletChange,
  now: Date,
): Promise<void> {
  const { applicationId, changeId, formerWallet, newWallet } = change
  const moved = await moveCredentials(tx, applicationId, newWallet)
  await saveStep(tx, changeId, { applied_at: now })
  await queueApplied(tx, change)
  const ids = moved.map(({ id }) => id)
  await moveNodes(tx, ctx, ids, newWallet)
  await audit(tx, ctx, {
    action: 'wallet-change.applied',
    subject: `application:${applicationId}`,
    details: { formerWallet, newWallet, credentials: ids },
  })
}
