import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Candle } from '@noderr/protocol'
import { type RoundTerms, TermsTracker } from '@noderr/scoring'

/**
 * Labels every round of a feature matrix by the network's own rule: `label-rounds.ts direction matrix.csv`.
 *
 * Reads the candles out of the matrix that `noderr-model features` wrote, and prints one line for each settled
 * round of one candle's horizon: its class, its value, and the terms that were frozen before it opened.
 */
const [kind, file] = process.argv.slice(2)
if ((kind !== 'direction' && kind !== 'regime') || !file) {
  process.stderr.write('usage: label-rounds.ts direction|regime MATRIX.csv\n')
  process.exit(1)
}

const tracker = new TermsTracker(kind, 1)
const frozen = new Map<number, RoundTerms>()
const lines = ['close_time,outcome,value_e9,lower_e9,upper_e9,base_0,base_1,base_2']
for await (const candle of readCandles(file)) {
  if (tracker.isReady) frozen.set(candle.closeTime, tracker.terms())
  const round = tracker.push(candle)
  const terms = round && frozen.get(round.closeTime)
  if (!round || !terms) continue
  const { lowerE9, upperE9, baseRateBps } = terms
  lines.push([round.closeTime, round.outcome, round.valueE9, lowerE9, upperE9, ...baseRateBps].join())
}
process.stdout.write(`${lines.join('\n')}\n`)

async function* readCandles(path: string): AsyncGenerator<Candle> {
  let isHeader = true
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!isHeader) yield candleOf(line.split(',', 7).map(Number))
    isHeader = false
  }
}

function candleOf(cells: readonly number[]): Candle {
  const [openTime, closeTime, open, high, low, close, volume] = cells as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return { openTime, closeTime, open, high, low, close, volume }
}
