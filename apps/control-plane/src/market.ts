import type { CandleSource } from '@noderr/market'
import { INTERVALS, type RoundParameters } from '@noderr/protocol'
import { getCandles, recordCandles } from './candles/index.ts'
import { type Db, inTransaction, type Tx } from './db/index.ts'
import { type Network, rememberMarketTime } from './network/index.ts'
import { HISTORY_CANDLES, nextCloseTime, publishRound, TermsBook } from './predictions/index.ts'
import { enqueueDueEpoch } from './rewards/index.ts'
import { enqueueDueRounds } from './scores/index.ts'

/** Where the canonical candles come from, and the name under which manifests publish it. */
export interface PriceSource {
  readonly name: string
  readonly candles: CandleSource
}

/** One set of rounds with the candles that they are about. */
interface Series {
  readonly parameters: RoundParameters
  readonly symbol: string
  readonly intervalMs: number
  readonly book: TermsBook
}

/** What one step could not do in time. */
export interface Tick {
  /** Closes whose rounds opened before they could be promised; they have none. */
  readonly missed: readonly number[]
}

/** The market of one network, stepped by whoever leads. */
export class Market {
  readonly #network: Network
  readonly #source: PriceSource
  readonly #series: readonly Series[]

  constructor(network: Network, source: PriceSource) {
    this.#network = network
    this.#source = source
    this.#series = network.rounds.map((parameters) => {
      const { symbol, interval } = parameters
      return { parameters, symbol, intervalMs: INTERVALS[interval], book: new TermsBook(parameters) }
    })
  }

  /**
   * One step, in one transaction: keep the candles that have closed, promise the rounds of the next close, ask for the
   * scores and the epoch that are due. Any number of steps at one market time do the same as one.
   */
  tick(db: Db): Promise<Tick> {
    return inTransaction(db, async (tx) => {
      const now = this.#network.clock.now()
      const missed: number[] = []
      for (const series of this.#series) {
        await this.#keepClosedCandles(tx, series, now)
        missed.push(...(await this.#publishNextRounds(tx, series, now)))
      }
      await enqueueDueRounds(tx, now)
      await enqueueDueEpoch(tx, this.#network)
      await rememberMarketTime(tx, now)
      return { missed }
    })
  }

  async #keepClosedCandles(tx: Tx, series: Series, now: number): Promise<void> {
    const [last] = await getCandles(tx, series, { last: 1, beforeMs: now })
    const closed = await this.#source.candles.history(now, HISTORY_CANDLES)
    const fresh = closed.filter(({ openTime }) => !last || openTime > last.openTime)
    await recordCandles(tx, series, fresh, this.#source.name)
  }

  async #publishNextRounds(tx: Tx, series: Series, now: number): Promise<number[]> {
    const { parameters, intervalMs, book } = series
    const closeTime = nextCloseTime(parameters, now)
    const toMs = closeTime - intervalMs
    const fromMs = book.knownUntil ?? toMs - HISTORY_CANDLES * intervalMs
    book.take(await getCandles(tx, series, { fromMs, toMs }))
    // Without the candle before it a round is not promised: its terms would not be the newest.
    if (book.knownUntil !== toMs) return []
    const priceSources = [this.#source.name]
    const published = []
    for (const [kind, terms] of book.terms())
      published.push(
        await publishRound(tx, this.#network, { parameters, kind, closeTime, terms, priceSources }),
      )
    return published.includes('too-late') ? [closeTime] : []
  }
}
