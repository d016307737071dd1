import {
  batchDigest,
  buildMerkleTree,
  type Prediction,
  type PredictionBatch,
  predictionLeaf,
  roundIdOf,
  type SigningDomain,
  type SubmitPredictions,
} from '@noderr/protocol'
import { recoverSigner } from '../auth/index.ts'
import type { Leaf, VerifiedBatch } from './batch.ts'

/**
 * Proves that a batch is what its hot key signed: every prediction under the batch's node and key, exactly `count`
 * distinct leaves, the root rebuilt from them, and a signature that recovers to the key (PROTOCOL §5).
 *
 * @throws {@link BatchNotGenuineError} for anything else, a signature made for another chain or network included.
 */
export async function verifyBatch(
  domain: SigningDomain,
  submission: SubmitPredictions,
): Promise<VerifiedBatch> {
  const { batch, predictions, signature } = submission
  const digest = batchDigest(domain, batch)
  requireOneOwner(batch, predictions)
  const signer = await recoverSigner(digest, signature)
  if (signer !== batch.keyId) throw new BatchNotGenuineError('signature', batch)
  const leaves = predictions.map((prediction) => ({
    leaf: predictionLeaf(prediction),
    roundId: roundIdOf(prediction),
    prediction,
  }))
  requireTree(batch, leaves)
  return { ...submission, digest, leaves }
}

function requireOneOwner(batch: PredictionBatch, predictions: readonly Prediction[]): void {
  if (predictions.length !== batch.count) throw new BatchNotGenuineError('count', batch)
  const foreign = predictions.some(({ nodeId, keyId }) => nodeId !== batch.nodeId || keyId !== batch.keyId)
  if (foreign) throw new BatchNotGenuineError('owner', batch)
}

function requireTree(batch: PredictionBatch, leaves: readonly Leaf[]): void {
  if (new Set(leaves.map(({ leaf }) => leaf)).size !== leaves.length)
    throw new BatchNotGenuineError('leaves', batch)
  if (buildMerkleTree(leaves.map(({ leaf }) => leaf)).root !== batch.root)
    throw new BatchNotGenuineError('root', batch)
}

const FAULTS = {
  count: 'does not hold as many predictions as its count says',
  owner: 'holds a prediction of another node or key; one batch speaks for one node and one key',
  signature: 'is not signed by its key for this network and chain; sign it with the enrolled hot key',
  leaves: 'holds the same prediction twice; send each once',
  root: 'has another Merkle root than its predictions give; build the tree over exactly these predictions',
} as const

/** The bytes do not prove what they claim. */
export class BatchNotGenuineError extends Error {
  override readonly name = 'BatchNotGenuineError'
  readonly kind = 'invalid'
  readonly code: `batch.wrong-${keyof typeof FAULTS}`
  readonly nodeId: string
  readonly sequence: string

  constructor(fault: keyof typeof FAULTS, { nodeId, sequence }: PredictionBatch) {
    super(`batch ${sequence} of node ${nodeId} ${FAULTS[fault]}`)
    this.code = `batch.wrong-${fault}`
    this.nodeId = nodeId
    this.sequence = sequence
  }
}
