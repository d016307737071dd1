import type { Kind, RoundManifest, RoundParameters, Tier } from '@noderr/protocol'
import { INTERVALS } from '@noderr/protocol'

/** When a prediction came, seen from its round. */
export type Timeliness = 'early' | 'on-time' | 'late'

/**
 * How much sooner than the candle's close a prediction may arrive, in wall milliseconds: clocks of honest nodes run
 * apart by that much.
 */
export const EARLY_TOLERANCE_WALL_MS = 50

/** Receipt time decides, never a time that a signer wrote (PROTOCOL §4). All market milliseconds. */
export function timelinessOf(
  round: Pick<RoundManifest, 'opensAt' | 'submitBy'>,
  receivedAt: number,
  earlyToleranceMs: number,
): Timeliness {
  if (receivedAt < round.opensAt - earlyToleranceMs) return 'early'
  return receivedAt <= round.submitBy ? 'on-time' : 'late'
}

const KIND_OF_TIER: Readonly<Record<Tier, Kind>> = {
  micro: 'direction',
  validator: 'direction',
  guardian: 'regime',
  oracle: 'direction',
}

/** The kind of rounds that a tier's nodes are assigned: guardians watch risk, the others predict direction (DOMAIN §2). */
export function kindOfTier(tier: Tier): Kind {
  return KIND_OF_TIER[tier]
}

/**
 * The close of the candle whose rounds are published at `marketMs`: the next one, so that every manifest is out
 * before its round opens and after the candle before it has closed.
 */
export function nextCloseTime({ interval }: Pick<RoundParameters, 'interval'>, marketMs: number): number {
  const intervalMs = INTERVALS[interval]
  return (Math.floor(marketMs / intervalMs) + 1) * intervalMs
}
