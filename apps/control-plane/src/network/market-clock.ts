import {
  type Clock,
  type MarketClockSetting,
  marketTimeAt,
  REAL_TIME,
  requireClockFor,
  wallTimeAt,
} from '@noderr/protocol'

/** The market clock as this process reads it: one setting over the machine's wall clock. */
export class MarketClock {
  readonly setting: MarketClockSetting
  readonly #wall: Clock

  constructor(setting: MarketClockSetting, wall: Clock) {
    this.setting = setting
    this.#wall = wall
  }

  /** Market milliseconds. */
  now(): number {
    return marketTimeAt(this.setting, this.#wall.now())
  }

  /** Wall milliseconds from now until the market clock shows `marketMs`; 0 when it already does. */
  wallMsUntil(marketMs: number): number {
    return Math.max(0, wallTimeAt(this.setting, marketMs) - this.#wall.now())
  }
}

/** What a start of the network asks of its clock; a real chain is asked nothing. */
export interface ReplaySetting {
  /** Where the first start begins, market milliseconds. */
  readonly fromMs: number
  /** Market milliseconds per wall millisecond. */
  readonly speed: number
}

/**
 * The clock of a start: real time on every chain but the local one, where the replay goes on from the last market
 * time that was seen, however long the network stood still.
 *
 * @param lastSeenMs - The greatest market time on record; undefined before the first start.
 * @throws {@link ReplayClockRefusedError} for a replay on a real chain.
 */
export function clockOfStart(
  chainId: number,
  replay: ReplaySetting | undefined,
  lastSeenMs: number | undefined,
  wallMs: number,
): MarketClockSetting {
  if (!replay) return REAL_TIME
  const originMarketMs = Math.max(replay.fromMs, lastSeenMs ?? 0)
  return requireClockFor(chainId, { originWallMs: wallMs, originMarketMs, speed: replay.speed })
}
