import type { DatabaseSync } from 'node:sqlite'
import {
  batchDigest,
  type PredictionBatch,
  predictionBatchSchema,
  type Signature,
  type SigningDomain,
} from '@noderr/protocol'
import type { HotKey } from '../identity/hot-key.ts'
import { withoutWaiting } from '../node-database.ts'

export interface SignedBatch {
  readonly batch: PredictionBatch
  readonly signature: Signature
}

/**
 * Signs a batch that the guard has made durable, reading the bytes back from where it put them. The signature is
 * derived data: after a crash the same call gives the same one again.
 *
 * @throws {@link StoredBatchChangedError} when the stored batch is not the one that the guard recorded.
 */
export async function signBatch(
  database: DatabaseSync,
  domain: SigningDomain,
  key: HotKey,
  sequence: number,
): Promise<SignedBatch> {
  const row = database.prepare('SELECT digest, body, signature FROM batch WHERE sequence = ?').get(sequence)
  if (!row) throw new StoredBatchChangedError(sequence)
  const batch = predictionBatchSchema.parse(JSON.parse(String(row.body)))
  const digest = batchDigest(domain, batch)
  if (digest !== row.digest || batch.keyId !== key.address) throw new StoredBatchChangedError(sequence)
  if (typeof row.signature === 'string') return { batch, signature: row.signature as Signature }
  const signature = await key.sign(digest)
  const keep = database.prepare('UPDATE batch SET signature = ? WHERE sequence = ?')
  withoutWaiting(database, () => keep.run(signature, sequence))
  return { batch, signature }
}

/** The disk gives back another batch than was recorded, or the key has changed since. Disposition: halt. */
export class StoredBatchChangedError extends Error {
  override readonly name = 'StoredBatchChangedError'
  readonly code = 'guard.stored-batch-changed'
  readonly disposition = 'halt'
  readonly sequence: number

  constructor(sequence: number) {
    super(
      `batch ${sequence} is not as it was recorded, or was recorded for another key; nothing was signed, keep the data directory and report it`,
    )
    this.sequence = sequence
  }
}
