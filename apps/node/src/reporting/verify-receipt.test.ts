import { bytes32Schema, type Receipt, receiptDigest } from '@noderr/protocol'
import { expect, it } from 'vitest'
import { SAMPLE_DOMAIN } from '../../test/sample-node.ts'
import { hotKeyOf } from '../identity/hot-key.ts'
import { verifyReceipt } from './verify-receipt.ts'

const KEY = hotKeyOf(`0x${'44'.repeat(32)}`)
const word = (byte: string) => bytes32Schema.parse(`0x${byte.repeat(32)}`)
const RECEIPT: Receipt = {
  batchDigest: word('01'),
  receivedAt: 5,
  firstIndex: '0',
  treeHead: word('02'),
  treeSize: '1',
}

function ledger(head = RECEIPT.treeHead) {
  const evidence: string[] = []
  return {
    evidence,
    holdsBatch: (digest: string) => digest === RECEIPT.batchDigest,
    headAt: () => head,
    keepEvidence: (kind: string) => evidence.push(kind),
  }
}

async function verify(receipt: Receipt, outbox = ledger(), domain = SAMPLE_DOMAIN): Promise<void> {
  const signature = await KEY.sign(receiptDigest(SAMPLE_DOMAIN, receipt))
  return verifyReceipt({ receipt, signature }, domain, KEY.address, outbox)
}

it('believes a receipt of the network for a batch of this node', async () => {
  await expect(verify(RECEIPT)).resolves.toBeUndefined()
})

it('believes no other key and no other network', async () => {
  const signature = await hotKeyOf(`0x${'45'.repeat(32)}`).sign(receiptDigest(SAMPLE_DOMAIN, RECEIPT))
  const forged = verifyReceipt({ receipt: RECEIPT, signature }, SAMPLE_DOMAIN, KEY.address, ledger())
  await expect(forged).rejects.toMatchObject({ code: 'receipt.not-genuine' })
  const elsewhere = { ...SAMPLE_DOMAIN, chainId: 8453 }
  await expect(verify(RECEIPT, ledger(), elsewhere)).rejects.toMatchObject({ code: 'receipt.not-genuine' })
})

it('takes no receipt for a batch that this node never recorded', async () => {
  await expect(verify({ ...RECEIPT, batchDigest: word('09') })).rejects.toMatchObject({
    code: 'receipt.not-genuine',
  })
})

it('keeps both receipts when the log shows two heads at one length', async () => {
  const outbox = ledger(word('03'))
  await expect(verify(RECEIPT, outbox)).rejects.toMatchObject({ code: 'receipt.log-forked' })
  expect(outbox.evidence).toEqual(['log-forked'])
})
