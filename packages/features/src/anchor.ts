import { INTERVALS } from '@noderr/protocol'
import type { FeatureSchema } from './feature-schema.ts'

/**
 * The UTC grid on which recursive state (EMA, RSI, ADX …) is seeded, so that a vector depends on candles alone.
 *
 * Candles fall into blocks of `periodCandles`, counted from the epoch. The state behind a candle was seeded at the
 * first candle of the block before its own, or at the first candle after the last gap, whichever is later. So
 * between `periodCandles + 1` and `2 × periodCandles` candles count, wherever a process started.
 */
export interface AnchorGrid {
  /** The number of the block in which a candle opens. */
  blockOf(openTime: number): number
  /** Open time of the first candle of a block. */
  startOf(block: number): number
}

export function anchorGrid(schema: Pick<FeatureSchema, 'anchor' | 'interval'>): AnchorGrid {
  const blockMs = schema.anchor.periodCandles * INTERVALS[schema.interval]
  return {
    blockOf: (openTime) => Math.floor(openTime / blockMs),
    startOf: (block) => block * blockMs,
  }
}
