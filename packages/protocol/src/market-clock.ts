import { z } from 'zod'

/**
 * How wall time maps to market time: `originMarketMs + speed × (wall − originWallMs)`.
 *
 * One published setting, handed to every process, so that all agree on when a candle has closed. On a real network
 * both origins are 0 and the speed is 1: market time is wall time.
 */
export const marketClockSchema = z.object({
  originWallMs: z.number().int().nonnegative(),
  originMarketMs: z.number().int().nonnegative(),
  /** Market milliseconds per wall millisecond. */
  speed: z.number().positive().max(1_000_000),
})

export type MarketClockSetting = z.infer<typeof marketClockSchema>

/** The clock of every network but the local one. */
export const REAL_TIME: MarketClockSetting = { originWallMs: 0, originMarketMs: 0, speed: 1 }

/** The local development chain, the only one where time may be replayed. */
export const LOCAL_CHAIN_ID = 31337

/** Market time, in whole milliseconds, at a wall time in epoch milliseconds. */
export function marketTimeAt(setting: MarketClockSetting, wallMs: number): number {
  return setting.originMarketMs + Math.floor(setting.speed * (wallMs - setting.originWallMs))
}

/** The first wall millisecond at which the market clock has reached `marketMs`. */
export function wallTimeAt(setting: MarketClockSetting, marketMs: number): number {
  const wallMs = setting.originWallMs + Math.ceil((marketMs - setting.originMarketMs) / setting.speed)
  // The division may round down to a whole number that the multiplication does not bring back.
  return marketTimeAt(setting, wallMs) < marketMs ? wallMs + 1 : wallMs
}

/** @throws {@link ReplayClockRefusedError} when a clock other than real time is meant for a real chain. */
export function requireClockFor(chainId: number, setting: MarketClockSetting): MarketClockSetting {
  const real = setting.speed === 1 && setting.originMarketMs === setting.originWallMs
  if (chainId !== LOCAL_CHAIN_ID && !real) throw new ReplayClockRefusedError(chainId)
  return setting
}

export class ReplayClockRefusedError extends Error {
  override readonly name = 'ReplayClockRefusedError'
  readonly code = 'clock.replay-refused'
  readonly chainId: number

  constructor(chainId: number) {
    super(`chain ${chainId} is real and takes only real time; a replay clock is for chain ${LOCAL_CHAIN_ID}`)
    this.chainId = chainId
  }
}
