import type { Address, NodeId, Tier } from '@noderr/protocol'

/** Who may speak on a session. */
export interface SessionHolder {
  readonly nodeId: NodeId
  readonly keyId: Address
  readonly operator: Address
  readonly tier: Tier
  readonly leaseEpoch: bigint
}

/** A session that is about to be granted; of its token only a keyed hash is kept. */
export interface NewSession {
  readonly tokenHash: string
  readonly nodeId: NodeId
  readonly keyId: Address
  readonly leaseEpoch: bigint
  readonly openedAt: Date
  readonly expiresAt: Date
}
