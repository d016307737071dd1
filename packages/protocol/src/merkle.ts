import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import type { Bytes32 } from './ids.ts'

/**
 * A Merkle tree with the bytes of OpenZeppelin's SimpleMerkleTree: leaves sorted, pairs hashed in sorted order.
 *
 * Batches and reward epochs both use it, so that one Solidity library verifies both.
 */
export interface MerkleTree {
  readonly root: Bytes32
  /** The siblings from a leaf up to the root. @throws {@link UnknownLeafError} for a leaf that is not in the tree. */
  proof(leaf: Bytes32): readonly Bytes32[]
}

/**
 * Builds the tree over distinct 32-byte leaves in any order: the order given does not change the root.
 *
 * @throws {@link EmptyTreeError} without leaves and {@link RepeatedLeafError} when one stands twice.
 */
export function buildMerkleTree(leaves: readonly Bytes32[]): MerkleTree {
  if (leaves.length === 0) throw new EmptyTreeError()
  const sorted = [...leaves].sort()
  const tree = new Array<Uint8Array>(2 * sorted.length - 1)
  const places = new Map<string, number>()
  for (const [index, leaf] of sorted.entries()) {
    if (places.has(leaf)) throw new RepeatedLeafError(leaf)
    const place = tree.length - 1 - index
    places.set(leaf, place)
    tree[place] = hexToBytes(leaf.slice(2))
  }
  for (let place = tree.length - 1 - sorted.length; place >= 0; place -= 1) {
    tree[place] = hashPair(at(tree, 2 * place + 1), at(tree, 2 * place + 2))
  }
  return {
    root: toBytes32(at(tree, 0)),
    proof(leaf) {
      let place = places.get(leaf)
      if (place === undefined) throw new UnknownLeafError(leaf)
      const siblings: Bytes32[] = []
      while (place > 0) {
        siblings.push(toBytes32(at(tree, place % 2 === 1 ? place + 1 : place - 1)))
        place = (place - 1) >> 1
      }
      return siblings
    },
  }
}

/** Whether `proof` leads from `leaf` to `root`. */
export function verifyMerkleProof(root: Bytes32, leaf: Bytes32, proof: readonly Bytes32[]): boolean {
  const top = proof.reduce<Uint8Array>(
    (node, sibling) => hashPair(node, hexToBytes(sibling.slice(2))),
    hexToBytes(leaf.slice(2)),
  )
  return toBytes32(top) === root
}

function hashPair(a: Uint8Array, b: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64)
  const ordered = compare(a, b) <= 0
  pair.set(ordered ? a : b, 0)
  pair.set(ordered ? b : a, 32)
  return keccak_256(pair)
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < a.length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Every place of the tree is filled before it is read: parents come after their children in the loop above. */
function at(tree: readonly Uint8Array[], place: number): Uint8Array {
  return tree[place] as Uint8Array
}

function toBytes32(bytes: Uint8Array): Bytes32 {
  return `0x${bytesToHex(bytes)}` as Bytes32
}

export class EmptyTreeError extends Error {
  override readonly name = 'EmptyTreeError'
  readonly code = 'merkle.empty'

  constructor() {
    super('a Merkle tree needs at least one leaf')
  }
}

export class RepeatedLeafError extends Error {
  override readonly name = 'RepeatedLeafError'
  readonly code = 'merkle.repeated-leaf'
  readonly leaf: Bytes32

  constructor(leaf: Bytes32) {
    super(`leaf ${leaf} stands twice in the tree; each leaf may stand once`)
    this.leaf = leaf
  }
}

export class UnknownLeafError extends Error {
  override readonly name = 'UnknownLeafError'
  readonly code = 'merkle.unknown-leaf'
  readonly leaf: Bytes32

  constructor(leaf: Bytes32) {
    super(`leaf ${leaf} is not in this tree`)
    this.leaf = leaf
  }
}
