import type { Candle } from '@noderr/protocol'
import { expect, it } from 'vitest'
import { aggregateCandles } from './aggregate-candles.ts'

const FIVE = 300_000
const candle = (index: number, figures: Partial<Candle> = {}): Candle => ({
  openTime: index * FIVE,
  closeTime: (index + 1) * FIVE,
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  volume: 1,
  ...figures,
})

it('joins complete groups: first open, highest high, lowest low, last close, summed volume', () => {
  const { candles, incomplete } = aggregateCandles(
    [
      candle(3, { open: 10.5, volume: 0.1 }),
      candle(4, { high: 13, low: 8, volume: 0.2 }),
      candle(5, { close: 9.5, volume: 0.3 }),
    ],
    '15m',
  )
  expect(incomplete).toEqual([])
  expect(candles).toEqual([
    { openTime: 900_000, closeTime: 1_800_000, open: 10.5, high: 13, low: 8, close: 9.5, volume: 0.6 },
  ])
})

it('drops and reports a group with a hole, at the start, in the middle and at the end', () => {
  const { candles, incomplete } = aggregateCandles(
    [1, 2, 3, 4, 5, 6, 8, 9, 10].map((index) => candle(index)),
    '15m',
  )
  expect(candles.map(({ openTime }) => openTime / FIVE)).toEqual([3])
  expect(incomplete).toEqual([
    { openTime: 0, found: 2, expected: 3 },
    { openTime: 6 * FIVE, found: 2, expected: 3 },
    { openTime: 9 * FIVE, found: 2, expected: 3 },
  ])
})

it('gives back candles that have the interval already', () => {
  expect(aggregateCandles([candle(7)], '5m').candles).toEqual([candle(7)])
})

it('refuses to make shorter candles out of longer ones', () => {
  expect(() => aggregateCandles([candle(0)], '1m')).toThrow(
    expect.objectContaining({ code: 'candles.cannot-aggregate', fromMs: FIVE, toInterval: '1m' }),
  )
})
