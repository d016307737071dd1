import type { Kind } from './kind.ts'

/**
 * The four tiers in ascending privilege, and every other numbering of them in the world.
 *
 * Nothing else in the repository may spell a tier as a number: contracts, environment variables and documents
 * each count differently, and one table is the only place where that can be kept straight (DOMAIN §2).
 */
export const TIERS = ['micro', 'validator', 'guardian', 'oracle'] as const

export type Tier = (typeof TIERS)[number]

export interface TierFacts {
  /** Upper-case spelling of `NODE_TIER` in operators' environment files. */
  readonly env: string
  /** Number on chain in UtilityNFT and NodeRegistry. */
  readonly nodeRegistry: number
  /** Number on chain in VersionBeacon, which has no micro tier. */
  readonly versionBeacon: number | null
  /** "Tier n" in documents. */
  readonly document: number
  /** Default number of nodes; null means no cap. `system_config` may say otherwise. */
  readonly cap: number | null
  /** Default stake in whole NODR. */
  readonly stakeNodr: number
  /** Least TrustFingerprint, basis points. */
  readonly trustMinimumBps: number
  /** Reward multiplier, basis points: 10 000 is one. */
  readonly multiplierBps: number
  readonly hardware: { readonly cores: number; readonly ramGib: number; readonly diskGib: number }
  readonly role: string
  /** The kind of rounds that its nodes are assigned: guardians watch risk, the others predict direction. */
  readonly kind: Kind
}

export const TIER_FACTS: Readonly<Record<Tier, TierFacts>> = {
  micro: {
    env: 'MICRO',
    nodeRegistry: 0,
    versionBeacon: null,
    document: 1,
    cap: null,
    stakeNodr: 0,
    trustMinimumBps: 3000,
    multiplierBps: 5000,
    hardware: { cores: 2, ramGib: 4, diskGib: 10 },
    role: 'light inference, relay',
    kind: 'direction',
  },
  validator: {
    env: 'VALIDATOR',
    nodeRegistry: 1,
    versionBeacon: 0,
    document: 2,
    cap: 1000,
    stakeNodr: 25_000,
    trustMinimumBps: 6000,
    multiplierBps: 10_000,
    hardware: { cores: 4, ramGib: 8, diskGib: 80 },
    role: 'execution and data ("how")',
    kind: 'direction',
  },
  guardian: {
    env: 'GUARDIAN',
    nodeRegistry: 2,
    versionBeacon: 1,
    document: 3,
    cap: 100,
    stakeNodr: 50_000,
    trustMinimumBps: 7500,
    multiplierBps: 25_000,
    hardware: { cores: 16, ramGib: 32, diskGib: 200 },
    role: 'risk and regime ("whether")',
    kind: 'regime',
  },
  oracle: {
    env: 'ORACLE',
    nodeRegistry: 3,
    versionBeacon: 2,
    document: 4,
    cap: 50,
    stakeNodr: 150_000,
    trustMinimumBps: 9000,
    multiplierBps: 50_000,
    hardware: { cores: 8, ramGib: 16, diskGib: 100 },
    role: 'prediction ("what")',
    kind: 'direction',
  },
}

/**
 * Reads a tier as operators write it: any case, surrounding space allowed.
 *
 * @throws {@link UnknownTierError} for anything else, an empty string and an inherited name included.
 */
export function parseTier(text: string): Tier {
  const tier = TIERS.find((candidate) => candidate === text.trim().toLowerCase())
  if (!tier) throw new UnknownTierError(text)
  return tier
}

/** Whether `tier` has at least the privilege of `least`. */
export function isAtLeast(tier: Tier, least: Tier): boolean {
  return TIERS.indexOf(tier) >= TIERS.indexOf(least)
}

export class UnknownTierError extends Error {
  override readonly name = 'UnknownTierError'
  readonly code = 'tier.unknown'
  readonly text: string

  constructor(text: string) {
    super(`"${text.slice(0, 40)}" is no tier; write one of ${TIERS.join(', ')}`)
    this.text = text
  }
}
