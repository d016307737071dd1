import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import {
  type Address,
  type CanonicalValue,
  canonicalJson,
  type Digest,
  type NodeId,
  type Tier,
} from '@noderr/protocol'
import type { Sourced } from './reward-factors.ts'
import type { Seats } from './stake-seats.ts'

/**
 * Why a node is paid what it is paid: every input, every factor with its source, and each step of the arithmetic.
 *
 * The steps only ever lower the amount: raw → counted (seats) → capped (operator) → paid (pool).
 */
export interface RewardStatement {
  readonly epochId: string
  readonly nodeId: NodeId
  readonly operator: Address
  readonly tier: Tier
  readonly assignedRounds: number
  readonly onTimeRounds: number
  readonly baseWei: Sourced<bigint>
  readonly tierMultiplierBps: Sourced<number>
  readonly uptimeBps: Sourced<number>
  readonly qualityBps: Sourced<number>
  readonly trustBps: Sourced<number>
  readonly penaltyBps: Sourced<number>
  /** The least stake of the operator in the epoch; null when it was not checked. */
  readonly stakeWei: Sourced<bigint | null>
  /** How many of the operator's nodes of this tier are paid for. */
  readonly seats: Sourced<Seats>
  /** The most that the operator can be paid in this epoch. */
  readonly operatorCapWei: Sourced<bigint>
  /** floor(product of the factors / 10 000⁵). */
  readonly rawWei: bigint
  /** floor(raw × seats / nodes): the operator's nodes of a tier share the seats alike. */
  readonly countedWei: bigint
  /** The node's part after its operator was held to the cap. */
  readonly cappedWei: bigint
  /** The node's part after all were held to the pool: what is paid. */
  readonly paidWei: bigint
}

/** A statement as JSON can carry it: amounts of wei as decimal strings, nothing else changed. */
export function statementJson(statement: RewardStatement): CanonicalValue {
  return withDecimalStrings(statement)
}

/** sha256 over the canonical JSON of {@link statementJson}: what an operator and the network compare. */
export function statementDigest(statement: RewardStatement): Digest {
  return `sha256:${bytesToHex(sha256(utf8ToBytes(canonicalJson(statementJson(statement)))))}` as Digest
}

type Stateable = string | number | bigint | null | { readonly [key: string]: Stateable }

function withDecimalStrings(value: Stateable | RewardStatement): CanonicalValue {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withDecimalStrings(member as Stateable)]),
  )
}
