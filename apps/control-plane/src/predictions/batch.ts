import type { Bytes32, Prediction, RoundId, SubmitPredictions } from '@noderr/protocol'

/** A prediction with the names that follow from it. */
export interface Leaf {
  readonly leaf: Bytes32
  readonly roundId: RoundId
  readonly prediction: Prediction
}

/** A batch whose signature, tree and owner were verified; its rounds may still repeat. */
export interface VerifiedBatch extends SubmitPredictions {
  readonly digest: Bytes32
  readonly leaves: readonly Leaf[]
}

/** The rounds that stand more than once in a batch: proof of equivocation, since its leaves are distinct. */
export function repeatedRounds({ leaves }: VerifiedBatch): ReadonlyMap<RoundId, readonly [Leaf, Leaf]> {
  const first = new Map<RoundId, Leaf>()
  const repeated = new Map<RoundId, readonly [Leaf, Leaf]>()
  for (const leaf of leaves) {
    const earlier = first.get(leaf.roundId)
    if (earlier) repeated.set(leaf.roundId, [earlier, leaf])
    else first.set(leaf.roundId, leaf)
  }
  return repeated
}
