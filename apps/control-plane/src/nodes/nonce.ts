import type { NodeId } from '@noderr/protocol'

/** What a key has signed once may not be shown again. */
export class NonceUsedError extends Error {
  override readonly name = 'NonceUsedError'
  readonly kind = 'conflict'
  readonly code = 'node.nonce-used'
  readonly nodeId: NodeId

  constructor(nodeId: NodeId) {
    super(`node ${nodeId} has used this nonce before; sign again with 32 fresh random bytes`)
    this.nodeId = nodeId
  }
}
