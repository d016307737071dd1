import type { DatabaseSync } from 'node:sqlite'
import {
  type Bytes32,
  type Prediction,
  type PredictionStatus,
  predictionSchema,
  type SignedReceipt,
  type SubmitAnswer,
} from '@noderr/protocol'
import { inTransaction } from '../node-database.ts'

/** A batch that waits for its receipt, with the predictions of it that have none yet. */
export interface WaitingBatch {
  readonly sequence: number
  readonly leaseEpoch: string
  readonly predictions: readonly Prediction[]
}

/** A prediction that has just reached its end. */
export interface Delivered {
  readonly prediction: Prediction
  readonly status: PredictionStatus
  readonly code: string | undefined
}

/**
 * What the node has bound itself to and the control plane has not acknowledged. It is the guard's own table, so a
 * recorded prediction cannot fail to be in it; a row leaves only when an answer lists its leaf with a final status.
 */
export class Outbox {
  readonly #database: DatabaseSync
  readonly #depth
  readonly #oldest

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#depth = database.prepare('SELECT count(*) AS depth FROM prediction WHERE status IS NULL')
    this.#oldest = database.prepare(
      `SELECT sequence, lease_epoch FROM batch WHERE sequence =
         (SELECT min(batch_sequence) FROM prediction WHERE status IS NULL AND batch_sequence IS NOT NULL)`,
    )
  }

  /** Predictions without a final answer, unsigned ones included. */
  get depth(): number {
    return Number(this.#depth.get()?.depth ?? 0)
  }

  /** The oldest batch to send. Its predictions are all those of the batch: the signature covers exactly them. */
  oldest(): WaitingBatch | undefined {
    const row = this.#oldest.get()
    if (!row) return undefined
    const bodies = this.#database
      .prepare('SELECT body FROM prediction WHERE batch_sequence = ?')
      .all(row.sequence ?? null)
    return {
      sequence: Number(row.sequence),
      leaseEpoch: String(row.lease_epoch),
      predictions: bodies.map(({ body }) => predictionSchema.parse(JSON.parse(String(body)))),
    }
  }

  /**
   * Writes down an answer in one transaction: the receipt, and the end of every waiting prediction that it lists.
   * Leaves that the answer does not list stay.
   */
  settle(results: SubmitAnswer['results'], receipt: SignedReceipt | null): Delivered[] {
    return inTransaction(this.#database, () => {
      if (receipt) this.#keepReceipt(receipt)
      const batch = receipt?.receipt.batchDigest ?? null
      return results.flatMap(({ leaf, status, code }) => {
        const row = this.#database
          .prepare(
            'UPDATE prediction SET status = ?, code = ?, receipt_digest = ? WHERE leaf = ? AND status IS NULL RETURNING body',
          )
          .get(status, code ?? null, status === 'refused' || status === 'equivocation' ? null : batch, leaf)
        if (!row) return []
        return [{ prediction: predictionSchema.parse(JSON.parse(String(row.body))), status, code }]
      })
    })
  }

  /** Whether this node has ever recorded a batch of this digest: a receipt for any other says nothing about it. */
  holdsBatch(digest: Bytes32): boolean {
    return this.#database.prepare('SELECT 1 FROM batch WHERE digest = ?').get(digest) !== undefined
  }

  /** The log's head that an earlier receipt showed at this length, if any did. */
  headAt(treeSize: string): Bytes32 | undefined {
    const row = this.#database
      .prepare('SELECT tree_head FROM receipt WHERE tree_size = ?')
      .get(Number(treeSize))
    return row ? (String(row.tree_head) as Bytes32) : undefined
  }

  /** How many receipts are kept. */
  get receiptCount(): number {
    // None is ever deleted, so the last row's number is their count, whatever their count.
    return Number(this.#database.prepare('SELECT max(rowid) AS count FROM receipt').get()?.count ?? 0)
  }

  /** Keeps what proves a fault of somebody else, for ever. */
  keepEvidence(kind: string, body: unknown): void {
    this.#database.prepare('INSERT INTO evidence (kind, body) VALUES (?, ?)').run(kind, JSON.stringify(body))
  }

  #keepReceipt(signed: SignedReceipt): void {
    const { batchDigest, treeSize, treeHead } = signed.receipt
    this.#database
      .prepare(
        'INSERT INTO receipt (batch_digest, tree_size, tree_head, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      )
      .run(batchDigest, Number(treeSize), treeHead, JSON.stringify(signed))
  }
}
