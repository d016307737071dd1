import type { Address, Bytes32, Heartbeat, NodeId, Tier } from '@noderr/protocol'

/** A node that has been enrolled, with what the control plane knows of its life. */
export interface Node {
  readonly nodeId: NodeId
  readonly credentialId: number
  readonly operator: Address
  readonly tier: Tier
  readonly enrolledAt: Date
  readonly lease: Lease
  readonly highWater: HighWater
  readonly lastHeartbeat: { readonly at: Date; readonly said: Heartbeat } | undefined
}

/** Which installation of a node is the live one; `epoch` 0 and no instance before its first session. */
export interface Lease {
  readonly epoch: bigint
  readonly instance: Bytes32 | undefined
}

/** The greatest sequence and candle close (market ms) taken from a node: it must not sign there again unknowingly. */
interface HighWater {
  readonly sequence: bigint
  readonly closeTime: number
}

/** The lease after `instance` has opened a session: another installation moves it on, the same one keeps it. */
export function takeLease(lease: Lease, instance: Bytes32): Lease {
  return lease.instance === instance ? lease : { epoch: lease.epoch + 1n, instance }
}
