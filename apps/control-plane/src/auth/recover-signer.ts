import { type Address, addressSchema, type Bytes32, type Signature } from '@noderr/protocol'
import { recoverAddress } from 'viem'

/** Half of the order of secp256k1: s above it is the malleable twin of a signature (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n

/**
 * Who signed a digest.
 *
 * @param signature - 65 bytes r ‖ s ‖ v, v 27 or 28.
 * @returns Undefined for a signature with a high s, another v, or one that no key can have made.
 */
export async function recoverSigner(digest: Bytes32, signature: Signature): Promise<Address | undefined> {
  const s = BigInt(`0x${signature.slice(66, 130)}`)
  const v = signature.slice(130)
  if (s > HALF_ORDER || (v !== '1b' && v !== '1c')) return undefined
  try {
    return addressSchema.parse(await recoverAddress({ hash: digest, signature }))
  } catch {
    // The curve library has one answer for every signature off the curve: it throws.
    return undefined
  }
}
