import { type Address, addressSchema, type Bytes32, type Signature } from '@noderr/protocol'
import { recoverAddress } from 'viem'

// Half of the order of secp256k1 (EIP-2): with s and n - s both allowed, one claim would have two signatures.
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Who signed a digest of 32 bytes.
 *
 * @returns The signer's address; undefined when the signature is none: not 65 bytes, v other than 27 or 28, a high s,
 * or no point of the curve.
 */
export async function recoverSigner(digest: Bytes32, signature: Signature): Promise<Address | undefined> {
  if (!/^0x[0-9a-f]{128}(1b|1c)$/.test(signature)) return undefined
  const s = BigInt(`0x${signature.slice(66, 130)}`)
  if (s === 0n || s > HALF_ORDER) return undefined
  try {
    return addressSchema.parse(await recoverAddress({ hash: digest, signature }))
  } catch {
    return undefined
  }
}
