import type { CandleSource } from '@noderr/market'
import { type Candle, INTERVALS, type RoundParameters } from '@noderr/protocol'
import { freezeTerms, TooFewCandlesError } from '@noderr/scoring'
import { getCandles, recordCandles } from './candles/index.ts'
import { type Db, inTransaction, type Tx } from './db/index.ts'
import { type Network, rememberMarketTime } from './network/index.ts'
import { nextCloseTime, publishRound } from './predictions/index.ts'
import { enqueueDueEpoch } from './rewards/index.ts'
import { enqueueDueRounds } from './scores/index.ts'

/** Where the canonical candles come from, and the name under which manifests publish it. */
export interface PriceSource {
  readonly name: string
  readonly candles: CandleSource
}

/**
 * One step of the market, in one transaction: keep the candles that have closed, promise the rounds of the next close,
 * ask for the scores and the epoch that are due. Any number of steps at one market time do the same as one.
 */
export function runMarketTick(db: Db, network: Network, source: PriceSource): Promise<void> {
  return inTransaction(db, async (tx) => {
    const now = network.clock.now()
    for (const parameters of network.rounds) {
      await keepClosedCandles(tx, parameters, source, now)
      await publishNextRounds(tx, network, parameters, source, now)
    }
    await enqueueDueRounds(tx, now)
    await enqueueDueEpoch(tx, network)
    await rememberMarketTime(tx, now)
  })
}

/** More than all terms need, so that a gap costs none of them. */
const HISTORY_CANDLES = 2_000

async function keepClosedCandles(
  tx: Tx,
  parameters: RoundParameters,
  source: PriceSource,
  now: number,
): Promise<void> {
  const series = seriesOf(parameters)
  const [last] = await getCandles(tx, series, { last: 1, beforeMs: now })
  const closed = await source.candles.history(now, HISTORY_CANDLES)
  const fresh = closed.filter(({ openTime }) => !last || openTime > last.openTime)
  await recordCandles(tx, series, fresh, source.name)
}

/** Terms follow from the last candles alone, so anyone can freeze them again. */
async function publishNextRounds(
  tx: Tx,
  network: Network,
  parameters: RoundParameters,
  source: PriceSource,
  now: number,
): Promise<void> {
  const series = seriesOf(parameters)
  const closeTime = nextCloseTime(parameters, now)
  const formsSince = closeTime - series.intervalMs
  const horizonCandles = parameters.horizonMs / series.intervalMs
  const known = await getCandles(tx, series, { last: HISTORY_CANDLES, beforeMs: formsSince })
  // Without the candle before it the round is not promised: its terms would not be the newest.
  if (known.at(-1)?.closeTime !== formsSince) return
  for (const kind of parameters.kinds) {
    const terms = tryFreezeTerms(kind, known, horizonCandles)
    if (terms)
      await publishRound(tx, network, { parameters, kind, closeTime, terms, priceSources: [source.name] })
  }
}

function tryFreezeTerms(
  kind: RoundParameters['kinds'][number],
  known: readonly Candle[],
  horizonCandles: number,
) {
  try {
    return freezeTerms(kind, known, horizonCandles)
  } catch (error) {
    if (error instanceof TooFewCandlesError) return undefined
    throw error
  }
}

function seriesOf({ symbol, interval }: RoundParameters) {
  return { symbol, intervalMs: INTERVALS[interval] }
}
