import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import { type Address, type Bytes32, buildMerkleTree } from '@noderr/protocol'

/** What a wallet can claim of an epoch, with the proof that the distributor asks for. */
export interface RewardLeaf {
  readonly wallet: Address
  readonly amountWei: bigint
  readonly leaf: Bytes32
  /** The siblings from the leaf up to the root; empty when the wallet is the only one. */
  readonly proof: readonly Bytes32[]
}

/** An epoch's tree. Its root is null when no wallet is paid: there is nothing to claim and nothing to put on chain. */
export interface RewardTree {
  readonly root: Bytes32 | null
  /** By wallet, ascending. */
  readonly leaves: readonly RewardLeaf[]
}

/**
 * The leaf of the reward distributor: keccak256(abi.encodePacked(address, uint256)) (DOMAIN §4).
 *
 * @param wallet - Any case gives the same leaf.
 * @throws {@link AmountOutOfRangeError} for an amount that is no uint256.
 */
export function rewardLeaf(wallet: Address, amountWei: bigint): Bytes32 {
  if (amountWei < 0n || amountWei >= 2n ** 256n) throw new AmountOutOfRangeError(wallet, amountWei)
  const packed = wallet.slice(2).toLowerCase() + amountWei.toString(16).padStart(64, '0')
  return `0x${bytesToHex(keccak_256(hexToBytes(packed)))}` as Bytes32
}

/**
 * Builds the tree over what each wallet is paid; a wallet that is paid nothing has no leaf.
 *
 * @param amounts - One per wallet. @throws {@link RepeatedLeafError} for the same wallet and amount twice.
 */
export function buildRewardTree(
  amounts: readonly { readonly wallet: Address; readonly amountWei: bigint }[],
): RewardTree {
  const paid = amounts
    .filter(({ amountWei }) => amountWei !== 0n)
    .map(({ wallet, amountWei }) => ({ wallet, amountWei, leaf: rewardLeaf(wallet, amountWei) }))
    .sort((a, b) => (a.wallet.toLowerCase() < b.wallet.toLowerCase() ? -1 : 1))
  if (paid.length === 0) return { root: null, leaves: [] }
  const tree = buildMerkleTree(paid.map(({ leaf }) => leaf))
  return { root: tree.root, leaves: paid.map((one) => ({ ...one, proof: tree.proof(one.leaf) })) }
}

export class AmountOutOfRangeError extends Error {
  override readonly name = 'AmountOutOfRangeError'
  readonly code = 'reward.amount-out-of-range'
  readonly wallet: Address
  readonly amountWei: bigint

  constructor(wallet: Address, amountWei: bigint) {
    super(`${wallet} cannot be paid ${amountWei} wei; an amount is a whole number from 0 to 2^256 - 1`)
    this.wallet = wallet
    this.amountWei = amountWei
  }
}
