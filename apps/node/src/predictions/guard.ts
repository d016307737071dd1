import type { DatabaseSync } from 'node:sqlite'
import {
  type Bytes32,
  batchDigest,
  buildMerkleTree,
  MAX_BATCH,
  type Prediction,
  type PredictionBatch,
  predictionLeaf,
  type RoundId,
  roundIdOf,
  type SessionGrant,
  type SigningDomain,
} from '@noderr/protocol'
import { inTransaction } from '../node-database.ts'

/** When and under which lease a batch is signed; times are market milliseconds. */
export interface BatchTerms {
  readonly leaseEpoch: string
  readonly issuedAt: number
  readonly expiresAt: number
}

type Refusal = 'recorded-before' | 'below-high-water'

/** What the guard made of a tick's predictions. */
export interface Admission {
  /** Sequence of the new batch; undefined when nothing was admitted, or there is no lease yet. */
  readonly sequence: number | undefined
  readonly admitted: readonly Prediction[]
  readonly refused: readonly { readonly roundId: RoundId; readonly reason: Refusal }[]
}

/**
 * The memory that keeps a node from signing two opinions about one round (PROTOCOL §3 and §5).
 *
 * Everything that the key is ever used for passes through here first: leaf, prediction and the complete unsigned
 * batch are durable in one transaction before there is a signature.
 */
export class PredictionGuard {
  readonly #database: DatabaseSync
  readonly #domain: SigningDomain
  readonly #findLeaf
  readonly #insertPrediction
  readonly #insertBatch
  readonly #assignBatch

  constructor(database: DatabaseSync, domain: SigningDomain) {
    this.#database = database
    this.#domain = domain
    this.#findLeaf = database.prepare('SELECT leaf FROM prediction WHERE round_id = ?')
    this.#insertPrediction = database.prepare(
      'INSERT INTO prediction (round_id, leaf, close_time, body) VALUES (?, ?, ?, ?)',
    )
    this.#insertBatch = database.prepare(
      'INSERT INTO batch (sequence, lease_epoch, digest, body) VALUES (?, ?, ?, ?)',
    )
    this.#assignBatch = database.prepare('UPDATE prediction SET batch_sequence = ? WHERE leaf = ?')
  }

  /** Whether the node is bound for this round: what is recorded is sent again and never computed again. */
  isRecorded(roundId: RoundId): boolean {
    return this.#findLeaf.get(roundId) !== undefined
  }

  /**
   * Binds the node to these predictions. Without `terms`, before the first lease, they are recorded and wait unsigned.
   *
   * @throws {@link EquivocationRefusedError} when a round is recorded with another leaf: the node must halt. The
   * refused prediction is kept as evidence, nothing else of the call is.
   */
  admit(predictions: readonly Prediction[], terms: BatchTerms | undefined): Admission {
    try {
      return inTransaction(this.#database, () => this.#record(predictions, terms))
    } catch (error) {
      if (error instanceof EquivocationRefusedError) this.#keepEvidence(error)
      throw error
    }
  }

  /**
   * Takes the server's high-water marks: the next sequence lies above them, and a candle at or below them that this
   * database does not remember is refused from now on. What was recorded unsigned at or below them is withdrawn, since
   * another copy of this node may have signed it.
   *
   * @returns How many waiting predictions were withdrawn.
   */
  raise({ highWaterSequence, highWaterCloseTime }: SessionGrant): number {
    return inTransaction(this.#database, () => {
      const raise = this.#database.prepare(
        'INSERT INTO mark (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)',
      )
      raise.run('sequence', Number(highWaterSequence))
      raise.run('close-time', highWaterCloseTime)
      const withdrawn = this.#database
        .prepare(
          "UPDATE prediction SET status = 'withdrawn', code = 'guard.below-high-water' WHERE batch_sequence IS NULL AND status IS NULL AND close_time <= ?",
        )
        .run(highWaterCloseTime)
      return Number(withdrawn.changes)
    })
  }

  /**
   * Puts every waiting prediction that no batch of `terms.leaseEpoch` holds into new batches: after the first lease,
   * a moved lease or {@link retire}. Leaves stay as they are.
   *
   * @returns The new batches' sequences, oldest predictions first.
   */
  rebatch(terms: BatchTerms): number[] {
    return inTransaction(this.#database, () => {
      const rows = this.#database
        .prepare(
          `SELECT p.leaf, p.body FROM prediction p LEFT JOIN batch b ON b.sequence = p.batch_sequence
           WHERE p.status IS NULL AND (b.sequence IS NULL OR b.lease_epoch <> ? OR b.retired = 1)
           ORDER BY p.close_time, p.leaf`,
        )
        .all(terms.leaseEpoch)
      const sequences: number[] = []
      for (let start = 0; start < rows.length; start += MAX_BATCH) {
        const part = rows.slice(start, start + MAX_BATCH)
        const [first] = part
        if (first) sequences.push(this.#openBatch(part.map(leafOf), JSON.parse(String(first.body)), terms))
      }
      return sequences
    })
  }

  /** Has a batch's waiting predictions put into another one by the next {@link rebatch}: its sequence is of no use. */
  retire(sequence: number): void {
    this.#database.prepare('UPDATE batch SET retired = 1 WHERE sequence = ?').run(sequence)
  }

  #record(predictions: readonly Prediction[], terms: BatchTerms | undefined): Admission {
    const refused: { roundId: RoundId; reason: Refusal }[] = []
    const admitted: { roundId: RoundId; leaf: Bytes32; prediction: Prediction }[] = []
    const highWater = this.#mark('close-time')
    for (const prediction of predictions) {
      const [roundId, leaf] = [roundIdOf(prediction), predictionLeaf(prediction)]
      const known = this.#findLeaf.get(roundId)?.leaf
      if (known !== undefined && known !== leaf)
        throw new EquivocationRefusedError(roundId, String(known) as Bytes32, prediction)
      if (known !== undefined) refused.push({ roundId, reason: 'recorded-before' })
      else if (prediction.closeTime <= highWater) refused.push({ roundId, reason: 'below-high-water' })
      else admitted.push({ roundId, leaf, prediction })
    }
    for (const { roundId, leaf, prediction } of admitted)
      this.#insertPrediction.run(roundId, leaf, prediction.closeTime, JSON.stringify(prediction))
    const [first] = admitted
    const sequence =
      first && terms ? this.#openBatch(admitted.map(leafOf), first.prediction, terms) : undefined
    return { sequence, admitted: admitted.map(({ prediction }) => prediction), refused }
  }

  #openBatch(
    leaves: readonly Bytes32[],
    { nodeId, keyId }: Pick<Prediction, 'nodeId' | 'keyId'>,
    terms: BatchTerms,
  ): number {
    const sequence = this.#nextSequence()
    const batch: PredictionBatch = {
      nodeId,
      keyId,
      leaseEpoch: terms.leaseEpoch,
      sequence: String(sequence),
      root: buildMerkleTree(leaves).root,
      count: leaves.length,
      issuedAt: terms.issuedAt,
      expiresAt: terms.expiresAt,
    }
    this.#insertBatch.run(sequence, terms.leaseEpoch, batchDigest(this.#domain, batch), JSON.stringify(batch))
    for (const leaf of leaves) this.#assignBatch.run(sequence, leaf)
    return sequence
  }

  #nextSequence(): number {
    const row = this.#database.prepare('SELECT max(sequence) AS last FROM batch').get()
    return Math.max(Number(row?.last ?? 0), this.#mark('sequence')) + 1
  }

  #mark(name: string): number {
    const row = this.#database.prepare('SELECT value FROM mark WHERE name = ?').get(name)
    return Number(row?.value ?? 0)
  }

  #keepEvidence({ roundId, recordedLeaf, prediction }: EquivocationRefusedError): void {
    this.#database
      .prepare('INSERT INTO evidence (kind, body) VALUES (?, ?)')
      .run('equivocation-refused', JSON.stringify({ roundId, recordedLeaf, prediction }))
  }
}

function leafOf({ leaf }: { readonly leaf?: unknown }): Bytes32 {
  return String(leaf) as Bytes32
}

/** A second opinion about a round reached the guard: a fault of this program or of its disk. Disposition: halt. */
export class EquivocationRefusedError extends Error {
  override readonly name = 'EquivocationRefusedError'
  readonly code = 'guard.equivocation-refused'
  readonly disposition = 'halt'
  readonly roundId: RoundId
  readonly recordedLeaf: Bytes32
  readonly prediction: Prediction

  constructor(roundId: RoundId, recordedLeaf: Bytes32, prediction: Prediction) {
    super(
      `round ${roundId} is recorded as ${recordedLeaf} and another prediction was refused; nothing was signed, keep the data directory and report it`,
    )
    this.roundId = roundId
    this.recordedLeaf = recordedLeaf
    this.prediction = prediction
  }
}
