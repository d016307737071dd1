import { createHmac } from 'node:crypto'
import { type Address, type Bytes32, bytes32Schema, type NodeId, type RoundId } from '@noderr/protocol'

/** Who signs, and the secret from which salts are made. */
export interface NodeIdentity {
  readonly nodeId: NodeId
  readonly keyId: Address
  saltFor(roundId: RoundId): Bytes32
}

/**
 * An identity whose salts nobody else can guess and the node can make again after a crash: HMAC-SHA256 of the round
 * under the node's secret (PROTOCOL §5).
 *
 * @param secretHex - 64 hex digits.
 */
export function nodeIdentity(nodeId: NodeId, keyId: Address, secretHex: string): NodeIdentity {
  const secret = Buffer.from(secretHex, 'hex')
  return {
    nodeId,
    keyId,
    saltFor(roundId) {
      const mac = createHmac('sha256', secret).update(Buffer.from(roundId.slice(2), 'hex'))
      return bytes32Schema.parse(`0x${mac.digest('hex')}`)
    },
  }
}
