import {
  type Address,
  type Receipt,
  receiptDigest,
  type SignedReceipt,
  type SigningDomain,
} from '@noderr/protocol'
import { recoverAddress } from 'viem'
import type { Outbox } from './outbox.ts'

/**
 * Holds a receipt against the network's key, against what this node has signed, and against every head of the log that
 * earlier receipts showed (PROTOCOL §6).
 *
 * @throws {@link ReceiptNotGenuineError}; {@link LogForkedError} when the log shows two heads at one length: both
 * receipts are kept.
 */
export async function verifyReceipt(
  signed: SignedReceipt,
  domain: SigningDomain,
  receiptKey: Address,
  outbox: Pick<Outbox, 'holdsBatch' | 'headAt' | 'keepEvidence'>,
): Promise<void> {
  const { receipt, signature } = signed
  const signer = await recoverAddress({ hash: receiptDigest(domain, receipt), signature }).catch(
    () => undefined,
  )
  if (signer !== receiptKey)
    throw new ReceiptNotGenuineError(receipt, "it is not signed by the network's receipt key")
  if (!outbox.holdsBatch(receipt.batchDigest))
    throw new ReceiptNotGenuineError(receipt, 'it is for a batch that this node never recorded')
  if (BigInt(receipt.firstIndex) >= BigInt(receipt.treeSize))
    throw new ReceiptNotGenuineError(receipt, 'its first entry lies beyond its log')
  const known = outbox.headAt(receipt.treeSize)
  if (known !== undefined && known !== receipt.treeHead) {
    outbox.keepEvidence('log-forked', { known, signed })
    throw new LogForkedError(receipt)
  }
}

/** The receipt proves nothing; the predictions stay in the outbox. */
class ReceiptNotGenuineError extends Error {
  override readonly name = 'ReceiptNotGenuineError'
  readonly code = 'receipt.not-genuine'
  readonly receipt: Receipt

  constructor(receipt: Receipt, fault: string) {
    super(`the receipt of batch ${receipt.batchDigest} was refused: ${fault}; the predictions are sent again`)
    this.receipt = receipt
  }
}

/** The network has shown two histories. Both are kept; the operator should publish them. */
class LogForkedError extends Error {
  override readonly name = 'LogForkedError'
  readonly code = 'receipt.log-forked'
  readonly receipt: Receipt

  constructor(receipt: Receipt) {
    super(
      `the network's log has two heads at length ${receipt.treeSize}; both receipts are kept as evidence in node.db`,
    )
    this.receipt = receipt
  }
}
