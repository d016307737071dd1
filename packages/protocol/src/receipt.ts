import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { z } from 'zod'
import { type Bytes32, bytes32Schema, signatureSchema } from './ids.ts'
import { uint64Schema } from './prediction.ts'
import { defineStruct, type SigningDomain, signingDigest } from './typed-struct.ts'

/**
 * The control plane's proof that it took a batch: signed, and out of a hash-chained log (PROTOCOL §6).
 *
 * `receivedAt` is market milliseconds and decides whether a prediction was on time. `firstIndex` is the log index of
 * the batch's first new entry; `treeHead` and `treeSize` are the log's head and length after its last.
 */
export const receiptSchema = z.object({
  batchDigest: bytes32Schema,
  receivedAt: z.number().int().nonnegative(),
  firstIndex: uint64Schema,
  treeHead: bytes32Schema,
  treeSize: uint64Schema,
})
export type Receipt = z.infer<typeof receiptSchema>

export const signedReceiptSchema = z.object({ receipt: receiptSchema, signature: signatureSchema })
export type SignedReceipt = z.infer<typeof signedReceiptSchema>

/** The receipt's EIP-712 struct. */
export const receiptStruct = defineStruct(
  'Receipt',
  'bytes32 batchDigest',
  'uint64 receivedAt',
  'uint64 firstIndex',
  'bytes32 treeHead',
  'uint64 treeSize',
)

/** The 32 bytes that the receipt key signs. */
export function receiptDigest(domain: SigningDomain, receipt: Receipt): Bytes32 {
  const { batchDigest, receivedAt, treeHead } = receipt
  const [firstIndex, treeSize] = [BigInt(receipt.firstIndex), BigInt(receipt.treeSize)]
  return signingDigest(domain, receiptStruct, { batchDigest, receivedAt, firstIndex, treeHead, treeSize })
}

/** The head of a log without entries. */
export const EMPTY_LOG_HEAD = `0x${'00'.repeat(32)}` as Bytes32

/** The head after one more entry: keccak256(previous head ‖ keccak256(kind) ‖ hash). */
export function nextLogHead(
  head: Bytes32,
  entry: { readonly kind: string; readonly hash: Bytes32 },
): Bytes32 {
  const kind = keccak_256(utf8ToBytes(entry.kind))
  const bytes = concatBytes(hexToBytes(head.slice(2)), kind, hexToBytes(entry.hash.slice(2)))
  return `0x${bytesToHex(keccak_256(bytes))}` as Bytes32
}
