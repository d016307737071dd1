import { TIERS, type Tier } from '@noderr/protocol'

/** How many of an operator's nodes of one tier are paid for: `seats` ≤ `nodes`. */
export interface Seats {
  readonly seats: number
  readonly nodes: number
}

/**
 * How many nodes of each tier an operator is paid for, so that splitting one stake gains nothing.
 *
 * Nodes of an unstaked tier count as one. Staked nodes count as often as the stake covers them: it is spent from the
 * highest tier down, each node taking its tier's stake once, so that no wei stands behind two nodes.
 *
 * @param nodes - The operator's nodes by tier; a tier that is absent has none.
 * @param stakeWei - The least stake that the operator held during the epoch; null where no chain is configured: all
 * staked nodes count then, and the statement says that the stake was not checked.
 */
export function countSeats(
  nodes: ReadonlyMap<Tier, number>,
  stakeWei: bigint | null,
  tierStakeWei: Readonly<Record<Tier, bigint>>,
): ReadonlyMap<Tier, Seats> {
  const seatsByTier = new Map<Tier, Seats>()
  let unspent = stakeWei
  for (const tier of [...TIERS].reverse()) {
    const held = nodes.get(tier) ?? 0
    const price = tierStakeWei[tier]
    if (held === 0) continue
    const covered = price === 0n ? 1n : unspent === null ? BigInt(held) : unspent / price
    const seats = covered < BigInt(held) ? Number(covered) : held
    if (unspent !== null) unspent -= BigInt(seats) * price
    seatsByTier.set(tier, { seats, nodes: held })
  }
  return seatsByTier
}
