import {
  type Address,
  type NodeId,
  type Receipt,
  type RoundId,
  receiptDigest,
  type SignedReceipt,
  type SubmitAnswer,
  type SubmitPredictions,
  type Tier,
} from '@noderr/protocol'
import { type Db, inTransaction, type Tx } from '../db/index.ts'
import { appendToLog, type LogEntry, type Network } from '../network/index.ts'
import { type Leaf, repeatedRounds, type VerifiedBatch } from './batch.ts'
import { type Judgement, judgePrediction } from './judge-prediction.ts'
import { EARLY_TOLERANCE_WALL_MS } from './round.ts'
import * as store from './store.ts'
import { verifyBatch } from './verify-batch.ts'

/** The node behind a session. */
export interface Submitter {
  readonly nodeId: NodeId
  readonly keyId: Address
  readonly operator: Address
  readonly tier: Tier
}

/** A leaf with what became of it. */
export interface Judged extends Leaf, Judgement {}

export interface Submitted {
  readonly answer: SubmitAnswer
  /** What this call took into the log for the first time. */
  readonly taken: readonly Judged[]
  readonly receivedAt: number
}

export interface SubmitContext {
  readonly db: Db
  readonly network: Network
}

/**
 * Takes a signed batch of predictions: verified, judged one by one, logged and receipted in one transaction. The same
 * batch again gives the same receipt.
 *
 * @throws {@link ForeignBatchError} for another node's batch, {@link BatchNotGenuineError} for bytes that prove nothing,
 * {@link SessionOverError}, {@link LeaseStaleError}, {@link SequenceUsedError}, {@link RepeatedRoundError} (kept as evidence).
 */
export async function submitPredictions(
  { db, network }: SubmitContext,
  submitter: Submitter,
  submission: SubmitPredictions,
): Promise<Submitted> {
  const receivedAt = network.clock.now()
  authorize(submitter, submission)
  const batch = await verifyBatch(network.domain, submission)
  const repeated = repeatedRounds(batch)
  if (repeated.size > 0) {
    await inTransaction(db, (tx) => keepRepeatedRounds(tx, batch, repeated, receivedAt))
    throw new RepeatedRoundError(batch, [...repeated.keys()])
  }
  return inTransaction(db, async (tx) => {
    const leaseEpoch = await store.lockNode(tx, submitter.nodeId)
    if (!(await store.isKeyLive(tx, submitter.keyId))) throw new SessionOverError(submitter)
    const known = await store.findBatch(tx, batch.digest)
    if (known) return { answer: sameAgain(known), taken: [], receivedAt }
    if (BigInt(batch.batch.leaseEpoch) < leaseEpoch) throw new LeaseStaleError(batch, leaseEpoch)
    if (await store.isSequenceUsed(tx, batch.batch)) throw new SequenceUsedError(batch)
    const judged = await judge(tx, network, submitter, batch, receivedAt)
    return { ...(await keep(tx, network, submitter, batch, judged, receivedAt)), receivedAt }
  })
}

function authorize(submitter: Submitter, { batch }: SubmitPredictions): void {
  if (batch.nodeId !== submitter.nodeId || batch.keyId !== submitter.keyId)
    throw new ForeignBatchError(batch.nodeId, submitter.nodeId)
}

async function judge(
  tx: Tx,
  network: Network,
  { nodeId, tier }: Submitter,
  { batch, leaves }: VerifiedBatch,
  receivedAt: number,
): Promise<Judged[]> {
  const roundIds = leaves.map(({ roundId }) => roundId)
  const rounds = await store.findManifests(tx, roundIds)
  const taken = await store.findTaken(tx, nodeId, roundIds)
  const earlyToleranceMs = EARLY_TOLERANCE_WALL_MS * network.clock.setting.speed
  return leaves.map((leaf) => {
    const [round, takenBy] = [rounds.get(leaf.roundId), taken.get(leaf.roundId)]
    const { expiresAt } = batch
    return {
      ...leaf,
      ...judgePrediction(leaf, { tier, round, takenBy, receivedAt, expiresAt, earlyToleranceMs }),
    }
  })
}

/** Log, predictions, evidence, receipt, batch: all or nothing. A batch of which nothing is new gets an old receipt. */
async function keep(
  tx: Tx,
  network: Network,
  submitter: Submitter,
  batch: VerifiedBatch,
  judged: readonly Judged[],
  receivedAt: number,
): Promise<Omit<Submitted, 'receivedAt'>> {
  const fresh = judged.filter(({ status }) => status !== 'duplicate' && status !== 'refused')
  const results = judged.map(toResult)
  if (fresh.length === 0) {
    const duplicate = judged.find(({ status }) => status === 'duplicate')
    const receipt = duplicate ? await store.findReceiptOf(tx, duplicate.leaf) : null
    if (receipt) await store.saveBatch(tx, batch, { receivedAt, receipt, results })
    if (receipt) await store.countBatch(tx, batch, [])
    return { answer: { receipt, results }, taken: [] }
  }
  const position = await appendToLog(tx, fresh.map(toLogEntry), receivedAt)
  const receipt = await signReceipt(network, {
    batchDigest: batch.digest,
    receivedAt,
    firstIndex: position.firstIndex.toString(),
    treeHead: position.head,
    treeSize: position.size.toString(),
  })
  await store.saveBatch(tx, batch, { receivedAt, receipt, results })
  const logged = fresh.map((one, place) => ({ ...one, logIndex: position.firstIndex + BigInt(place) }))
  await store.savePredictions(tx, submitter, batch, receivedAt, logged.filter(isKept))
  await store.saveEvidence(tx, batch, receivedAt, fresh.filter(isEquivocation))
  await store.countBatch(tx, batch, fresh.filter(isKept))
  return { answer: { receipt, results }, taken: fresh }
}

function keepRepeatedRounds(
  tx: Tx,
  batch: VerifiedBatch,
  repeated: ReadonlyMap<RoundId, readonly [Leaf, Leaf]>,
  receivedAt: number,
): Promise<void> {
  return store.saveEvidenceOfRepeats(tx, batch, receivedAt, [...repeated.values()])
}

async function signReceipt(network: Network, receipt: Receipt): Promise<SignedReceipt> {
  return { receipt, signature: await network.receiptKey.sign(receiptDigest(network.domain, receipt)) }
}

function sameAgain({ receipt, results }: SubmitAnswer): SubmitAnswer {
  const again = results.map((result) =>
    result.status === 'accepted' || result.status === 'late'
      ? { ...result, status: 'duplicate' as const }
      : result,
  )
  return { receipt, results: again }
}

function toResult({ leaf, roundId, status, code }: Judged): SubmitAnswer['results'][number] {
  return code === undefined ? { leaf, roundId, status } : { leaf, roundId, status, code }
}

function toLogEntry({ leaf, status }: Judged): LogEntry {
  return { kind: status === 'equivocation' ? 'equivocation' : 'prediction', hash: leaf }
}

function isKept({ status }: Judged): boolean {
  return status === 'accepted' || status === 'late'
}

function isEquivocation({ status }: Judged): boolean {
  return status === 'equivocation'
}

/** A session speaks for one node and one key. */
export class ForeignBatchError extends Error {
  override readonly name = 'ForeignBatchError'
  readonly kind = 'forbidden'
  readonly code = 'node.credential-mismatch'
  readonly batchNodeId: NodeId
  readonly sessionNodeId: NodeId

  constructor(batchNodeId: NodeId, sessionNodeId: NodeId) {
    super(
      `a batch of node ${batchNodeId} came on a session of node ${sessionNodeId}; send it on its own session`,
    )
    this.batchNodeId = batchNodeId
    this.sessionNodeId = sessionNodeId
  }
}

/** The key was revoked while its batch was on the way: in the log nothing of a key comes after its revocation. */
export class SessionOverError extends Error {
  override readonly name = 'SessionOverError'
  readonly kind = 'unauthenticated'
  readonly code = 'session.over'
  readonly keyId: Address

  constructor({ nodeId, keyId }: Submitter) {
    super(
      `key ${keyId} of node ${nodeId} was revoked meanwhile; open a session with the key that replaces it`,
    )
    this.keyId = keyId
  }
}

/** Another copy of the node has taken the lease since this batch was signed. */
export class LeaseStaleError extends Error {
  override readonly name = 'LeaseStaleError'
  readonly kind = 'conflict'
  readonly code = 'batch.lease-stale'
  readonly leaseEpoch: bigint

  constructor({ batch }: VerifiedBatch, leaseEpoch: bigint) {
    super(
      `batch ${batch.sequence} of node ${batch.nodeId} was signed under lease ${batch.leaseEpoch}, the lease is ${leaseEpoch}; sign the same leaves in a new batch`,
    )
    this.leaseEpoch = leaseEpoch
  }
}

/** A sequence is used once. */
export class SequenceUsedError extends Error {
  override readonly name = 'SequenceUsedError'
  readonly kind = 'conflict'
  readonly code = 'batch.sequence-used'
  readonly sequence: string

  constructor({ batch }: VerifiedBatch) {
    super(
      `sequence ${batch.sequence} of node ${batch.nodeId} holds another batch already; go on above the high-water mark of the session`,
    )
    this.sequence = batch.sequence
  }
}

/** One batch claims two things about one round: refused whole and kept as evidence. */
export class RepeatedRoundError extends Error {
  override readonly name = 'RepeatedRoundError'
  readonly kind = 'conflict'
  readonly code = 'batch.repeated-round'
  readonly roundIds: readonly RoundId[]

  constructor({ batch }: VerifiedBatch, roundIds: readonly RoundId[]) {
    super(
      `batch ${batch.sequence} of node ${batch.nodeId} holds two predictions for round ${roundIds[0]}; it was refused and kept as evidence of equivocation`,
    )
    this.roundIds = roundIds
  }
}
