import {
  type Address,
  type Bytes32,
  buildMerkleTree,
  type MerkleTree,
  type NodeId,
  type PredictionBatch,
  type RoundId,
  type RoundManifest,
  roundManifestSchema,
  type SignedReceipt,
  type SignedRoundManifest,
  type SubmitAnswer,
  signedReceiptSchema,
  signedRoundManifestSchema,
  submitAnswerSchema,
  type Tier,
} from '@noderr/protocol'
import { sql } from 'kysely'
import type { Db, Tx } from '../db/index.ts'
import type { Leaf, VerifiedBatch } from './batch.ts'

/** Adds a round and who is assigned to it; false when the round was published before. */
export async function insertRound(
  tx: Tx,
  { manifest, signature }: SignedRoundManifest,
  assigned: readonly NodeId[],
): Promise<boolean> {
  const inserted = await tx
    .insertInto('rounds')
    .values({
      round_id: manifest.roundId,
      kind: manifest.kind,
      lane: manifest.lane,
      symbol: manifest.symbol,
      interval_ms: manifest.intervalMs,
      horizon_ms: manifest.horizonMs,
      close_time: manifest.closeTime,
      opens_at: manifest.opensAt,
      submit_by: manifest.submitBy,
      settles_at: manifest.settlesAt,
      manifest: JSON.stringify(manifest),
      signature,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('round_id')
    .executeTakeFirst()
  if (!inserted) return false
  const rows = assigned.map((node_id) => ({ round_id: manifest.roundId, node_id }))
  if (rows.length > 0) await tx.insertInto('round_assignments').values(rows).execute()
  return true
}

/** Signed manifests of rounds that open after a market time, soonest first. */
export async function listRoundsAfter(
  db: Db,
  afterMs: number,
  limit: number,
): Promise<SignedRoundManifest[]> {
  const rows = await db
    .selectFrom('rounds')
    .select(['manifest', 'signature'])
    .where('opens_at', '>', String(afterMs))
    .orderBy('opens_at')
    .orderBy('round_id')
    .limit(limit)
    .execute()
  return rows.map((row) => signedRoundManifestSchema.parse(row))
}

export async function findManifests(
  tx: Tx,
  roundIds: readonly RoundId[],
): Promise<ReadonlyMap<string, RoundManifest>> {
  const rows = await tx
    .selectFrom('rounds')
    .select(['round_id', 'manifest'])
    .where('round_id', 'in', roundIds)
    .execute()
  return new Map(rows.map((row) => [row.round_id, roundManifestSchema.parse(row.manifest)]))
}

/** The leaf that holds the node's place in each of these rounds, where one does. */
export async function findTaken(
  tx: Tx,
  nodeId: NodeId,
  roundIds: readonly RoundId[],
): Promise<ReadonlyMap<string, Bytes32>> {
  const rows = await tx
    .selectFrom('predictions')
    .select(['round_id', 'leaf'])
    .where('node_id', '=', nodeId)
    .where('round_id', 'in', roundIds)
    .execute()
  return new Map(rows.map((row) => [row.round_id, row.leaf as Bytes32]))
}

export async function findBatch(tx: Tx, digest: Bytes32): Promise<SubmitAnswer | undefined> {
  const row = await tx
    .selectFrom('prediction_batches')
    .select(['receipt', 'results'])
    .where('batch_digest', '=', digest)
    .executeTakeFirst()
  return row && submitAnswerSchema.parse(row)
}

export async function isSequenceUsed(tx: Tx, { nodeId, sequence }: PredictionBatch): Promise<boolean> {
  const row = await tx
    .selectFrom('prediction_batches')
    .select('sequence')
    .where('node_id', '=', nodeId)
    .where('sequence', '=', sequence)
    .executeTakeFirst()
  return row !== undefined
}

/** The receipt of the batch that brought a leaf first. */
export async function findReceiptOf(tx: Tx, leaf: Bytes32): Promise<SignedReceipt> {
  const row = await tx
    .selectFrom('predictions')
    .innerJoin('prediction_batches', 'prediction_batches.batch_digest', 'predictions.batch_digest')
    .select('prediction_batches.receipt')
    .where('leaf', '=', leaf)
    .executeTakeFirstOrThrow()
  return signedReceiptSchema.parse(row.receipt)
}

export async function saveBatch(
  tx: Tx,
  { batch, digest, signature }: VerifiedBatch,
  answered: { readonly receivedAt: number } & SubmitAnswer,
): Promise<void> {
  await tx
    .insertInto('prediction_batches')
    .values({
      batch_digest: digest,
      node_id: batch.nodeId,
      key_id: batch.keyId,
      lease_epoch: batch.leaseEpoch,
      sequence: batch.sequence,
      root: batch.root,
      count: batch.count,
      issued_at: batch.issuedAt,
      expires_at: batch.expiresAt,
      signature,
      received_at: answered.receivedAt,
      receipt: JSON.stringify(answered.receipt),
      results: JSON.stringify(answered.results),
    })
    .execute()
}

/** A prediction with its place in the log. */
export interface LoggedLeaf extends Leaf {
  readonly status: string
  readonly logIndex: bigint
}

export async function savePredictions(
  tx: Tx,
  owner: { readonly operator: string; readonly tier: string },
  { digest }: VerifiedBatch,
  receivedAt: number,
  kept: readonly LoggedLeaf[],
): Promise<void> {
  if (kept.length === 0) return
  const rows = kept.map(({ leaf, roundId, status, logIndex, prediction }) => ({
    leaf,
    round_id: roundId,
    node_id: prediction.nodeId,
    operator: owner.operator,
    tier: owner.tier,
    batch_digest: digest,
    log_index: logIndex.toString(),
    received_at: receivedAt,
    status,
    key_id: prediction.keyId,
    p0: prediction.p0,
    p1: prediction.p1,
    p2: prediction.p2,
    abstain_code: prediction.abstainCode,
    model_digest: prediction.modelDigest,
    profile: prediction.profile,
    feature_digest: prediction.featureDigest,
    input_hash: prediction.inputHash,
    salt: prediction.salt,
  }))
  await tx.insertInto('predictions').values(rows).execute()
}

/** Keeps the second digest for a round, and marks the first: its round scores 0 and leaves the crowd. */
export async function saveEvidence(
  tx: Tx,
  batch: VerifiedBatch,
  receivedAt: number,
  equivocations: readonly Leaf[],
): Promise<void> {
  if (equivocations.length === 0) return
  const tree = treeOf(batch)
  for (const other of equivocations) {
    const kept = await tx
      .updateTable('predictions')
      .set({ equivocated: true })
      .where('node_id', '=', batch.batch.nodeId)
      .where('round_id', '=', other.roundId)
      .returning('leaf')
      .executeTakeFirstOrThrow()
    await insertEvidence(tx, batch, tree, receivedAt, kept.leaf, [other])
  }
}

/** Keeps a batch that holds two leaves for one round, once per round. */
export async function saveEvidenceOfRepeats(
  tx: Tx,
  batch: VerifiedBatch,
  receivedAt: number,
  repeats: readonly (readonly [Leaf, Leaf])[],
): Promise<void> {
  const tree = treeOf(batch)
  for (const [first, second] of repeats)
    await insertEvidence(tx, batch, tree, receivedAt, first.leaf, [first, second])
}

function treeOf({ leaves }: VerifiedBatch): MerkleTree {
  return buildMerkleTree(leaves.map(({ leaf }) => leaf))
}

async function insertEvidence(
  tx: Tx,
  { batch, digest, signature }: VerifiedBatch,
  tree: MerkleTree,
  receivedAt: number,
  keptLeaf: string,
  shown: readonly Leaf[],
): Promise<void> {
  const other = shown.at(-1) as Leaf
  const predictions = shown.map(({ leaf, prediction }) => ({ leaf, prediction, proof: tree.proof(leaf) }))
  await tx
    .insertInto('equivocation_evidence')
    .values({
      node_id: batch.nodeId,
      round_id: other.roundId,
      kept_leaf: keptLeaf,
      other_leaf: other.leaf,
      batch_digest: digest,
      evidence: JSON.stringify({ batch, signature, predictions }),
      recorded_at: receivedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Rounds whose horizon has passed and that have neither outcome nor void. */
export async function listDueRounds(db: Db | Tx, nowMs: number, limit: number): Promise<RoundId[]> {
  const rows = await db
    .selectFrom('rounds')
    .select('round_id')
    .where('settled', '=', false)
    .where('settles_at', '<=', String(nowMs))
    .orderBy('settles_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.round_id as RoundId)
}

/** Locks a round for its settlement; undefined when it is settled, or nobody knows it. */
export async function lockUnsettledRound(tx: Tx, roundId: RoundId): Promise<RoundManifest | undefined> {
  const row = await tx
    .selectFrom('rounds')
    .select('manifest')
    .where('round_id', '=', roundId)
    .where('settled', '=', false)
    .forUpdate()
    .executeTakeFirst()
  return row && roundManifestSchema.parse(row.manifest)
}

export async function markSettled(tx: Tx, roundId: RoundId): Promise<void> {
  await tx.updateTable('rounds').set({ settled: true }).where('round_id', '=', roundId).execute()
}

/** What a round holds of one node. */
export interface HeldPrediction {
  readonly nodeId: NodeId
  readonly operator: Address
  readonly modelDigest: Bytes32
  readonly probabilitiesBps: readonly [number, number, number]
  readonly abstained: boolean
  readonly late: boolean
  readonly equivocated: boolean
}

/** All predictions of a round, by node id. Sealed until it settles. */
export async function listPredictions(tx: Tx, roundId: RoundId): Promise<HeldPrediction[]> {
  const rows = await tx
    .selectFrom('predictions')
    .select([
      'node_id',
      'operator',
      'model_digest',
      'p0',
      'p1',
      'p2',
      'abstain_code',
      'status',
      'equivocated',
    ])
    .where('round_id', '=', roundId)
    .orderBy('node_id')
    .execute()
  return rows.map((row) => ({
    nodeId: row.node_id as NodeId,
    operator: row.operator as Address,
    modelDigest: row.model_digest as Bytes32,
    probabilitiesBps: [row.p0, row.p1, row.p2],
    abstained: row.abstain_code !== 0,
    late: row.status === 'late',
    equivocated: row.equivocated,
  }))
}

/** A node that may be assigned to rounds. */
export interface AssignableNode {
  readonly nodeId: NodeId
  readonly tier: Tier
}

/** Every node with a live key. */
export async function listAssignable(tx: Tx): Promise<AssignableNode[]> {
  const rows = await tx
    .selectFrom('nodes')
    .innerJoin('node_keys', 'node_keys.node_id', 'nodes.node_id')
    .innerJoin('operator_credentials', 'operator_credentials.id', 'nodes.credential_id')
    .select(['nodes.node_id', 'nodes.tier'])
    .where('node_keys.revoked_at', 'is', null)
    .where('operator_credentials.revoked', '=', false)
    .orderBy('nodes.node_id')
    .execute()
  return rows.map((row) => ({ nodeId: row.node_id as NodeId, tier: row.tier as Tier }))
}

/** Locks a node, so that its batches are judged one after the other, and gives the epoch of its lease. */
export async function lockNode(tx: Tx, nodeId: NodeId): Promise<bigint> {
  const row = await tx
    .selectFrom('nodes')
    .select('lease_epoch')
    .where('node_id', '=', nodeId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  return BigInt(row.lease_epoch)
}

/** Whether neither a key nor the credential of its node is revoked; asked under {@link lockNode}, which enrolment holds too. */
export async function isKeyLive(tx: Tx, keyId: Address): Promise<boolean> {
  const row = await tx
    .selectFrom('node_keys')
    .innerJoin('nodes', 'nodes.node_id', 'node_keys.node_id')
    .innerJoin('operator_credentials', 'operator_credentials.id', 'nodes.credential_id')
    .select('key_id')
    .where('key_id', '=', keyId)
    .where('node_keys.revoked_at', 'is', null)
    .where('operator_credentials.revoked', '=', false)
    .executeTakeFirst()
  return row !== undefined
}

/** Counts what a batch brought: the marks below which a restored machine must not sign, and the node's metrics. */
export async function countBatch(tx: Tx, { batch }: VerifiedBatch, kept: readonly Leaf[]): Promise<void> {
  const closeTime = Math.max(0, ...kept.map(({ prediction }) => prediction.closeTime))
  await sql`UPDATE nodes SET
      high_water_sequence = greatest(high_water_sequence, ${batch.sequence}::bigint),
      high_water_close_time = greatest(high_water_close_time, ${closeTime}::bigint)
    WHERE node_id = ${batch.nodeId}`.execute(tx)
  if (kept.length === 0) return
  await sql`INSERT INTO node_metrics AS m (node_id, predictions) VALUES (${batch.nodeId}, ${kept.length})
    ON CONFLICT (node_id) DO UPDATE SET predictions = m.predictions + excluded.predictions, updated_at = now()`.execute(
    tx,
  )
}
