import { type Address, addressSchema, type Bytes32, type Signature, signatureSchema } from '@noderr/protocol'
import type { Hex } from 'viem'
import { privateKeyToAddress, sign } from 'viem/accounts'

/** The node's own key, as much of it as the rest of the program may see. */
export interface HotKey {
  readonly address: Address
  /** 65 bytes r ‖ s ‖ v with a low s; the same digest always gives the same bytes (RFC 6979). */
  sign(digest: Bytes32): Promise<Signature>
}

/** Wraps a private key, so that nothing but {@link HotKey.sign} can reach it. */
export function hotKeyOf(privateKey: Hex): HotKey {
  return {
    address: addressSchema.parse(privateKeyToAddress(privateKey)),
    async sign(digest) {
      return signatureSchema.parse(await sign({ hash: digest, privateKey, to: 'hex' }))
    },
  }
}
