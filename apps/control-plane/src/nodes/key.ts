import { type Address, type Bytes32, type Delegation, delegationHash, type NodeId } from '@noderr/protocol'

/** A hot key of a node and the delegation that it rests on. */
export interface NodeKey {
  readonly keyId: Address
  readonly nodeId: NodeId
  readonly delegationHash: Bytes32
  readonly notBefore: Date
  readonly notAfter: Date
  readonly enrolledAt: Date
  readonly revokedAt: Date | undefined
}

/** What an enrolment that was verified comes to, given the keys that are there already. */
export type EnrolmentDecision =
  | { readonly do: 'nothing'; readonly key: NodeKey }
  | { readonly do: 'renew'; readonly key: NodeKey }
  | { readonly do: 'enrol'; readonly replaces: NodeKey | undefined }

/**
 * Decides an enrolment: the same delegation again changes nothing; a newer one renews its key or replaces the former
 * key, which is revoked; an older one, and a key that was revoked or belongs to another node, is refused. Older than a
 * key that was revoked is older, too: a delegation that was signed and set aside does not undo a revocation.
 *
 * @param keys - Every key of the node, and the key of this address whoever has it.
 * @throws {@link KeyTakenError}, {@link KeyRevokedError}, {@link DelegationOutdatedError}.
 */
export function decideEnrolment(delegation: Delegation, keys: readonly NodeKey[]): EnrolmentDecision {
  const { nodeId, nodeKey } = delegation
  const known = keys.find(({ keyId }) => keyId === nodeKey)
  if (known && known.nodeId !== nodeId) throw new KeyTakenError(nodeKey)
  if (known?.revokedAt) throw new KeyRevokedError(nodeId, nodeKey)
  if (known && known.delegationHash === delegationHash(delegation)) return { do: 'nothing', key: known }
  const live = keys.find((key) => key.nodeId === nodeId && !key.revokedAt)
  if (live && delegation.notBefore <= live.notBefore.getTime())
    throw new DelegationOutdatedError(nodeId, live.notBefore)
  const former = keys.find((key) => key.nodeId === nodeId && delegation.notBefore < key.notBefore.getTime())
  if (former) throw new DelegationOutdatedError(nodeId, former.notBefore)
  return known ? { do: 'renew', key: known } : { do: 'enrol', replaces: live }
}

export class KeyTakenError extends Error {
  override readonly name = 'KeyTakenError'
  readonly kind = 'conflict'
  readonly code = 'node.key-taken'
  readonly keyId: Address

  constructor(keyId: Address) {
    super(`key ${keyId} belongs to another node; make a key of its own for each node`)
    this.keyId = keyId
  }
}

export class KeyRevokedError extends Error {
  override readonly name = 'KeyRevokedError'
  readonly kind = 'forbidden'
  readonly code = 'node.key-revoked'
  readonly nodeId: NodeId
  readonly keyId: Address

  constructor(nodeId: NodeId, keyId: Address) {
    super(`key ${keyId} of node ${nodeId} was revoked and stays so; make a new key and delegate to it`)
    this.nodeId = nodeId
    this.keyId = keyId
  }
}

/** Two delegations decide by their `notBefore`: the later one counts. */
export class DelegationOutdatedError extends Error {
  override readonly name = 'DelegationOutdatedError'
  readonly kind = 'conflict'
  readonly code = 'node.delegation-outdated'
  readonly nodeId: NodeId

  constructor(nodeId: NodeId, liveSince: Date) {
    super(
      `node ${nodeId} has a delegation that begins at ${liveSince.toISOString()}; to change it, sign one that begins later`,
    )
    this.nodeId = nodeId
  }
}
