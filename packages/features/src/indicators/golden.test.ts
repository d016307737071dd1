import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Candle } from '@noderr/protocol'
import { expect, it } from 'vitest'
import { Adx } from './adx.ts'
import { Aroon } from './aroon.ts'
import { Atr } from './atr.ts'
import { Bollinger } from './bollinger.ts'
import { Ema } from './ema.ts'
import { Macd } from './macd.ts'
import { Obv } from './obv.ts'
import { Rsi } from './rsi.ts'
import { Stochastic } from './stochastic.ts'

const DAY = 86_400_000
const fixtures = join(import.meta.dirname, '../../test/fixtures/skender')
const read = (name: string) => readFileSync(join(fixtures, name), 'utf8')

const candles: Candle[] = read('quotes.csv')
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => {
    const [date = '', ...figures] = line.split(',')
    const [open, high, low, close, volume] = figures.map(Number) as [number, number, number, number, number]
    const openTime = Date.parse(`${date}T00:00:00Z`)
    return { openTime, closeTime: openTime + DAY, open, high, low, close, volume }
  })

/** Feeds the candles one by one and compares each figure, at each candle, with the file of that name. */
function expectGolden(file: string, update: (candle: Candle) => Record<string, number>) {
  const golden: Record<string, number | null>[] = JSON.parse(read(file))
  expect(golden).toHaveLength(candles.length)
  let compared = 0
  for (const [index, candle] of candles.entries()) {
    for (const [figure, actual] of Object.entries(update(candle))) {
      const expected = golden[index]?.[figure]
      const where = `${figure} of candle ${index}`
      if (expected === null) expect(actual, where).toBeNaN()
      else expect(Math.abs(actual - (expected ?? Number.NaN)), where).toBeLessThan(1e-9)
      if (expected !== null) compared += 1
    }
  }
  expect(compared).toBeGreaterThan(400)
}

it('agrees on the RSI', () => {
  const rsi = new Rsi(14)
  expectGolden('rsi.json', (candle) => {
    rsi.update(candle)
    return { rsi: rsi.value }
  })
})

it('agrees on the EMA', () => {
  const ema = new Ema(20)
  expectGolden('ema.json', (candle) => {
    ema.update(candle.close)
    return { ema: ema.value }
  })
})

it('agrees on line, signal and histogram of the MACD', () => {
  const macd = new Macd(12, 26, 9)
  expectGolden('macd.json', (candle) => {
    macd.update(candle)
    return { macd: macd.line, signal: macd.signal, histogram: macd.histogram }
  })
})

it('agrees on the ATR', () => {
  const atr = new Atr(14)
  expectGolden('atr.json', (candle) => {
    atr.update(candle)
    return { atr: atr.value, atrp: (100 * atr.value) / candle.close }
  })
})

it('agrees on position and width of the Bollinger bands', () => {
  const bands = new Bollinger(20, 2)
  expectGolden('bb.json', (candle) => {
    bands.update(candle)
    return { percentB: bands.position, width: bands.width }
  })
})

it('agrees on the directional movement', () => {
  const movement = new Adx(14)
  expectGolden('adx.json', (candle) => {
    movement.update(candle)
    return { pdi: movement.plus, mdi: movement.minus, adx: movement.adx }
  })
})

it('agrees on the Aroon oscillator', () => {
  const aroon = new Aroon(25)
  expectGolden('aroon.json', (candle) => {
    aroon.update(candle)
    return { oscillator: aroon.value }
  })
})

it('agrees on both lines of the stochastic', () => {
  const stochastic = new Stochastic(14, 3, 3)
  expectGolden('stoch.json', (candle) => {
    stochastic.update(candle)
    return { oscillator: stochastic.k, signal: stochastic.d }
  })
})

it('agrees on the on-balance volume', () => {
  const obv = new Obv()
  expectGolden('obv.json', (candle) => {
    obv.update(candle)
    return { obv: obv.value }
  })
})
