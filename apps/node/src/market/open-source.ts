import { type CandleSource, ReplaySource, readCandleFile, type Sleep } from '@noderr/market'
import type { Clock, MarketClockSetting, RoundParameters } from '@noderr/protocol'
import type { NodeConfig } from '../config.ts'

/**
 * Opens where this node's candles come from.
 *
 * @throws {@link NoCandleSourceError}, {@link CandleFileIntervalError}, and what {@link readCandleFile} throws.
 */
export async function openCandleSource(
  { NODERR_CANDLES: file, CHAIN_ID: chainId }: Pick<NodeConfig, 'NODERR_CANDLES' | 'CHAIN_ID'>,
  { interval }: Pick<RoundParameters, 'interval'>,
  settings: { readonly market: MarketClockSetting; readonly clock: Clock; readonly sleep: Sleep },
): Promise<CandleSource> {
  if (!file) throw new NoCandleSourceError(chainId)
  const series = await readCandleFile(file)
  if (series.interval !== interval) throw new CandleFileIntervalError(file, series.interval, interval)
  return new ReplaySource(series.candles, settings)
}

/** Disposition: halt. */
class NoCandleSourceError extends Error {
  override readonly name = 'NoCandleSourceError'
  readonly code = 'market.no-source'
  readonly disposition = 'halt'

  constructor(chainId: number) {
    super(`chain ${chainId} has no source of candles configured; set NODERR_CANDLES to a candle file`)
  }
}

/** Disposition: halt. */
class CandleFileIntervalError extends Error {
  override readonly name = 'CandleFileIntervalError'
  readonly code = 'market.file-interval'
  readonly disposition = 'halt'
  readonly file: string

  constructor(file: string, found: string, needed: string) {
    super(
      `${file} holds candles of ${found} and the network's rounds are of ${needed}; name a file of ${needed}`,
    )
    this.file = file
  }
}
