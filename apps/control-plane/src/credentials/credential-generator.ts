import { type Address, type ApiKey, type NodeId, nodeIdSchema } from '@noderr/protocol'
import { bytesToHex, encodePacked, keccak256 } from 'viem'
import type { RandomBytes } from '../context/index.ts'

/** Whose credential it is to be. */
export interface CredentialOwner {
  readonly wallet: Address
  readonly applicationId: number
}

export interface GeneratedCredentials {
  /** keccak256(wallet ‖ application id ‖ 128 random bits). */
  readonly nodeId: NodeId
  /** The public half, looked up: `noderr_` and 32 hex digits. */
  readonly apiKey: ApiKey
  /** The secret half: 64 hex digits, to be shown once. */
  readonly apiSecret: string
}

/**
 * Makes the identity of one node and its API key.
 *
 * The random bits keep the node id apart where the same wallet applies again, and make it impossible to guess from
 * what is public.
 *
 * @param randomBytes - Must be unpredictable: whoever guesses it knows the secret.
 */
export function generateCredentials(
  { wallet, applicationId }: CredentialOwner,
  randomBytes: RandomBytes,
): GeneratedCredentials {
  const salt = bytesToHex(randomBytes(16))
  const owner = encodePacked(['address', 'uint256', 'bytes16'], [wallet, BigInt(applicationId), salt])
  return {
    nodeId: nodeIdSchema.parse(keccak256(owner)),
    apiKey: `noderr_${toHex(randomBytes(16))}` as ApiKey,
    apiSecret: generateApiSecret(randomBytes),
  }
}

/** Makes the secret half of an API key: 64 hex digits. */
export function generateApiSecret(randomBytes: RandomBytes): string {
  return toHex(randomBytes(32))
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
