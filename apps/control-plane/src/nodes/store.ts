import {
  type Address,
  type Bytes32,
  delegationHash,
  type EnrolBody,
  type Heartbeat,
  type NodeId,
  type Tier,
} from '@noderr/protocol'
import type { Selectable } from 'kysely'
import type { ApiKeyHolder } from '../credentials/index.ts'
import type { Db, Tx } from '../db/index.ts'
import type { DB } from '../db/schema.generated.ts'
import type { NodeKey } from './key.ts'
import type { Lease, Node } from './node.ts'
import type { NewSession, SessionHolder } from './session.ts'

/**
 * Makes the node of a credential when it is new, and holds it until the transaction ends.
 *
 * @returns Whether it is new.
 */
export async function lockOrInsertNode(tx: Tx, holder: ApiKeyHolder, enrolledAt: Date): Promise<boolean> {
  const { nodeId, credentialId, operator, tier } = holder
  const made = await tx
    .insertInto('nodes')
    .values({
      node_id: nodeId,
      credential_id: credentialId,
      operator_address: operator,
      tier,
      enrolled_at: enrolledAt,
    })
    .onConflict((conflict) => conflict.column('node_id').doNothing())
    .returning('node_id')
    .executeTakeFirst()
  await lockNode(tx, nodeId)
  return made !== undefined
}

export async function lockNode(tx: Tx, nodeId: NodeId): Promise<Node | undefined> {
  const row = await tx
    .selectFrom('nodes')
    .selectAll()
    .where('node_id', '=', nodeId)
    .forUpdate()
    .executeTakeFirst()
  return row && toNode(row)
}

/** Ordered by node id, after `after`. */
export async function listAfter(db: Db, after: NodeId | undefined, limit: number): Promise<Node[]> {
  const page = db.selectFrom('nodes').selectAll().orderBy('node_id').limit(limit)
  const rows = await (after === undefined ? page : page.where('node_id', '>', after)).execute()
  return rows.map(toNode)
}

/** Every key of a node, and the key of this address whoever has it. */
export async function listKeys(tx: Tx, nodeId: NodeId, keyId: Address): Promise<NodeKey[]> {
  const rows = await tx
    .selectFrom('node_keys')
    .selectAll()
    .where((either) => either.or([either('node_id', '=', nodeId), either('key_id', '=', keyId)]))
    .orderBy('enrolled_at')
    .execute()
  return rows.map(toKey)
}

/** The key of a node that nobody revoked; it may be over by time. */
export async function findLiveKey(db: Db | Tx, nodeId: NodeId): Promise<NodeKey | undefined> {
  const row = await db
    .selectFrom('node_keys')
    .selectAll()
    .where('node_id', '=', nodeId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return row && toKey(row)
}

/** A key by its address. */
export async function findKey(tx: Tx, keyId: Address): Promise<NodeKey | undefined> {
  const row = await tx.selectFrom('node_keys').selectAll().where('key_id', '=', keyId).executeTakeFirst()
  return row && toKey(row)
}

/** The nodes of these credentials, each held until the transaction ends, in the order of their ids. */
export async function lockOfCredentials(tx: Tx, credentialIds: readonly number[]): Promise<Node[]> {
  if (credentialIds.length === 0) return []
  const rows = await tx
    .selectFrom('nodes')
    .selectAll()
    .where('credential_id', 'in', credentialIds)
    .orderBy('node_id')
    .forUpdate()
    .execute()
  return rows.map(toNode)
}

export async function saveOperator(tx: Tx, nodeId: NodeId, operator: Address): Promise<void> {
  await tx.updateTable('nodes').set({ operator_address: operator }).where('node_id', '=', nodeId).execute()
}

/** Whether the node has a key that nobody revoked. */
export async function hasLiveKey(db: Db, nodeId: NodeId, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('node_keys')
    .select('key_id')
    .where('node_id', '=', nodeId)
    .where('revoked_at', 'is', null)
    .where('not_after', '>', now)
    .executeTakeFirst()
  return row !== undefined
}

/** @returns False when the address is a key already, of this node or another. */
export async function insertKey(tx: Tx, body: EnrolBody, enrolledAt: Date): Promise<boolean> {
  const row = await tx
    .insertInto('node_keys')
    .values({
      key_id: body.delegation.nodeKey,
      node_id: body.delegation.nodeId,
      enrolled_at: enrolledAt,
      ...delegationColumns(body),
    })
    .onConflict((conflict) => conflict.column('key_id').doNothing())
    .returning('key_id')
    .executeTakeFirst()
  return row !== undefined
}

export async function renewKey(tx: Tx, body: EnrolBody): Promise<void> {
  await tx
    .updateTable('node_keys')
    .set(delegationColumns(body))
    .where('key_id', '=', body.delegation.nodeKey)
    .execute()
}

/** Ends a key and every session that was opened with it. */
export async function revokeKey(tx: Tx, keyId: Address, at: Date): Promise<void> {
  await tx.updateTable('node_keys').set({ revoked_at: at }).where('key_id', '=', keyId).execute()
  await tx
    .updateTable('node_sessions')
    .set({ closed_at: at })
    .where('key_id', '=', keyId)
    .where('closed_at', 'is', null)
    .execute()
}

/** @returns False when the node has used the nonce before. */
export async function spendNonce(tx: Tx, nodeId: NodeId, nonce: Bytes32, expiresAt: Date): Promise<boolean> {
  const row = await tx
    .insertInto('node_nonces')
    .values({ node_id: nodeId, nonce, expires_at: expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('nonce')
    .executeTakeFirst()
  return row !== undefined
}

/** Moves the lease to another installation: sessions under the former one are over. */
export async function saveLease(tx: Tx, nodeId: NodeId, { epoch, instance }: Lease, at: Date): Promise<void> {
  await tx
    .updateTable('nodes')
    .set({ lease_epoch: epoch.toString(), lease_instance: instance ?? null })
    .where('node_id', '=', nodeId)
    .execute()
  await tx
    .updateTable('node_sessions')
    .set({ closed_at: at })
    .where('node_id', '=', nodeId)
    .where('closed_at', 'is', null)
    .execute()
}

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto('node_sessions')
    .values({
      token_hash: session.tokenHash,
      node_id: session.nodeId,
      key_id: session.keyId,
      lease_epoch: session.leaseEpoch.toString(),
      opened_at: session.openedAt,
      expires_at: session.expiresAt,
    })
    .execute()
}

/** The holder of a session that is open at `now` and whose key and credential stand. */
export async function findOpenSession(
  db: Db,
  tokenHash: string,
  now: Date,
): Promise<SessionHolder | undefined> {
  const row = await liveKeys(db, now)
    .innerJoin('node_sessions', 'node_sessions.key_id', 'node_keys.key_id')
    .select(['nodes.node_id', 'node_keys.key_id', 'nodes.operator_address', 'nodes.tier'])
    .select('node_sessions.lease_epoch')
    .where('token_hash', '=', tokenHash)
    .where('closed_at', 'is', null)
    .where('node_sessions.expires_at', '>', now)
    .executeTakeFirst()
  return (
    row && {
      nodeId: row.node_id as NodeId,
      keyId: row.key_id as Address,
      operator: row.operator_address as Address,
      tier: row.tier as Tier,
      leaseEpoch: BigInt(row.lease_epoch),
    }
  )
}

/** When the delegation of a node's key ends; undefined when key or credential do not stand at `now`. */
export async function findKeyEnd(
  tx: Tx,
  nodeId: NodeId,
  keyId: Address,
  now: Date,
): Promise<Date | undefined> {
  const row = await liveKeys(tx, now)
    .select('not_after')
    .where('nodes.node_id', '=', nodeId)
    .where('node_keys.key_id', '=', keyId)
    .executeTakeFirst()
  return row?.not_after
}

function liveKeys(db: Db | Tx, now: Date) {
  return db
    .selectFrom('node_keys')
    .innerJoin('nodes', 'nodes.node_id', 'node_keys.node_id')
    .innerJoin('operator_credentials', 'operator_credentials.id', 'nodes.credential_id')
    .where('node_keys.revoked_at', 'is', null)
    .where('not_after', '>', now)
    .where('revoked', '=', false)
    .where((either) =>
      either.or([
        either('operator_credentials.expires_at', 'is', null),
        either('operator_credentials.expires_at', '>', now),
      ]),
    )
}

/** What a node said of itself, on its row and on its metrics. */
export async function saveHeartbeat(tx: Tx, nodeId: NodeId, said: Heartbeat, at: Date): Promise<void> {
  await tx
    .updateTable('nodes')
    .set({ last_heartbeat_at: at, heartbeat: JSON.stringify(said) })
    .where('node_id', '=', nodeId)
    .execute()
  const [running] = said.releases
  const seen = {
    last_seen_at: at,
    release: running ? `${running.modelId}@${running.version}` : null,
    software_version: said.softwareVersion,
    updated_at: at,
  }
  await tx
    .insertInto('node_metrics')
    .values({ node_id: nodeId, ...seen })
    .onConflict((conflict) => conflict.column('node_id').doUpdateSet(seen))
    .execute()
}

/** Forgets what can no longer be shown or used. */
export async function deleteExpired(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('node_nonces').where('expires_at', '<', before).execute()
  await tx.deleteFrom('node_sessions').where('expires_at', '<', before).execute()
}

function delegationColumns({ delegation, delegationSignature }: EnrolBody) {
  return {
    delegation: JSON.stringify(delegation),
    delegation_signature: delegationSignature,
    delegation_hash: delegationHash(delegation),
    not_before: new Date(delegation.notBefore),
    not_after: new Date(delegation.notAfter),
  }
}

function toNode(row: Selectable<DB['nodes']>): Node {
  const at = row.last_heartbeat_at
  return {
    nodeId: row.node_id as NodeId,
    credentialId: row.credential_id,
    operator: row.operator_address as Address,
    tier: row.tier as Tier,
    enrolledAt: row.enrolled_at,
    lease: {
      epoch: BigInt(row.lease_epoch),
      instance: (row.lease_instance ?? undefined) as Bytes32 | undefined,
    },
    highWater: {
      sequence: BigInt(row.high_water_sequence),
      closeTime: Number(row.high_water_close_time),
    },
    lastHeartbeat: at ? { at, said: row.heartbeat as Heartbeat } : undefined,
  }
}

function toKey(row: Selectable<DB['node_keys']>): NodeKey {
  return {
    keyId: row.key_id as Address,
    nodeId: row.node_id as NodeId,
    delegationHash: row.delegation_hash as Bytes32,
    notBefore: row.not_before,
    notAfter: row.not_after,
    enrolledAt: row.enrolled_at,
    revokedAt: row.revoked_at ?? undefined,
  }
}
