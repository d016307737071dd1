import { setTimeout } from 'node:timers/promises'
import { ReplaySource, readCandleFile } from '@noderr/market'
import type { Interval } from '@noderr/protocol'
import type { Services } from './context/index.ts'
import type { PriceSource } from './market.ts'
import { startMarketLoop } from './market-loop.ts'

/**
 * Starts the market on the candles that the configuration names; without any there are no rounds.
 *
 * @throws what {@link readCandleFile} throws, and {@link OtherIntervalError}.
 */
export async function openMarket(services: Services): Promise<{ stop(): Promise<void> } | undefined> {
  const { replay } = services.config
  if (!replay) {
    services.log.info('no candles are configured (NODERR_CANDLES): no rounds are published')
    return undefined
  }
  return startMarketLoop(services, await openReplay(services, replay.candlesFile))
}

async function openReplay({ network, clock }: Services, file: string): Promise<PriceSource> {
  const { interval, candles } = await readCandleFile(file)
  const other = network.rounds.find((parameters) => parameters.interval !== interval)
  if (other) throw new OtherIntervalError(file, interval, other.interval)
  const settings = {
    market: network.clock.setting,
    clock,
    sleep: (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }),
  }
  return { name: 'replay', candles: new ReplaySource(candles, settings) }
}

/** The file's candles are not those that the network's rounds are about. */
export class OtherIntervalError extends Error {
  override readonly name = 'OtherIntervalError'
  readonly code = 'market.other-interval'
  readonly file: string

  constructor(file: string, found: Interval, expected: Interval) {
    super(
      `${file} holds ${found} candles; this network predicts on ${expected} candles, give it a file of those`,
    )
    this.file = file
  }
}
