import type { Address } from '@noderr/protocol'
import type { Actor } from '../context/index.ts'
import type { KeyedContext } from '../credentials/index.ts'
import type { Tx } from '../db/index.ts'
import { endKey } from './revoke-delegation.ts'
import { findLiveKey, lockOfCredentials, saveOperator } from './store.ts'

/**
 * Hands the nodes of these credentials over to another wallet, in the transaction of the change. The keys that the
 * former wallet delegated end; each node enrols again with a delegation of the new wallet.
 */
export async function moveNodes(
  tx: Tx,
  ctx: { readonly actor: Actor } & Pick<KeyedContext, 'clock' | 'network'>,
  credentialIds: readonly number[],
  wallet: Address,
): Promise<void> {
  for (const { nodeId } of await lockOfCredentials(tx, credentialIds)) {
    await saveOperator(tx, nodeId, wallet)
    const key = await findLiveKey(tx, nodeId)
    if (key) await endKey(tx, ctx, key, 'the wallet of the operator was changed')
  }
}
