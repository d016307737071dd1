import { type Address, addressSchema, type Bytes32, type Hex, type Signature } from '@noderr/protocol'
import { privateKeyToAccount } from 'viem/accounts'

/** The key behind receipts and round manifests. Holds the private half; never log it. */
export interface ReceiptKey {
  readonly address: Address
  /** 65 bytes, low s, over a digest that `packages/protocol` made. */
  sign(digest: Bytes32): Promise<Signature>
}

/** @param privateKey - 32 bytes of `DATA_DIR/secrets`. */
export function openReceiptKey(privateKey: Hex): ReceiptKey {
  const account = privateKeyToAccount(privateKey)
  return {
    address: addressSchema.parse(account.address),
    sign: async (digest) => (await account.sign({ hash: digest })) as string as Signature,
  }
}
