import { TIER_FACTS, TIERS, type Tier } from '@noderr/protocol'
import type { Context } from '../context/index.ts'
import { readTierSettings, readWaits } from './store.ts'

/** What a tier asks for and gives, as the network is set up now. */
export interface TierOffer {
  readonly tier: Tier
  readonly role: string
  readonly hardware: { readonly cores: number; readonly ramGib: number; readonly diskGib: number }
  /** Whole NODR. */
  readonly stakeNodr: number
  /** Basis points. */
  readonly trustMinimumBps: number
  /** Basis points: 10 000 is one. */
  readonly multiplierBps: number
  /** Null where the tier has no cap; 0 means a waiting list. */
  readonly seatsLeft: number | null
  readonly seats: number | null
}

/** What everybody may know before they apply. */
export interface TierGuide {
  readonly tiers: readonly TierOffer[]
  /** Business days within which an application is answered. */
  readonly answerDays: number
  /** Days between a rejection and the next application of the same wallet. */
  readonly cooldownDays: number
  /** Days in which penalties do not apply to a new operator. */
  readonly graceDays: number
}

/** Tells anybody what each tier asks for, gives, and whether it has seats left. */
export async function getTierGuide({ db }: Pick<Context, 'db'>): Promise<TierGuide> {
  const { caps, stakes, approved, graceDays } = await readTierSettings(db)
  const waits = await readWaits(db)
  const tiers = TIERS.map((tier): TierOffer => {
    const facts = TIER_FACTS[tier]
    const seats = caps[tier] ?? null
    return {
      tier,
      role: facts.role,
      hardware: facts.hardware,
      stakeNodr: stakes[tier] ?? facts.stakeNodr,
      trustMinimumBps: facts.trustMinimumBps,
      multiplierBps: facts.multiplierBps,
      seats,
      seatsLeft: seats === null ? null : Math.max(0, seats - (approved[tier] ?? 0)),
    }
  })
  return { tiers, ...waits, graceDays }
}
