import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wanderingCandles } from '../test/candles.ts'
import { type SettledBy, settleRound } from './outcome.ts'

const candles = wanderingCandles(10, 2)
const horizon = candles.slice(4, 7)
const round: SettledBy = {
  kind: 'direction',
  closeTime: candles[3]?.closeTime ?? 0,
  horizonCandles: 3,
  lowerE9: -1_000,
  upperE9: 1_000,
  reference: 20_000,
  candles: horizon,
}

it('settles a direction by the last close against the reference', () => {
  const closingAt = (close: number) =>
    horizon.map((candle, index) => (index === 2 ? { ...candle, close, low: 1, high: 1e9 } : candle))
  const rise = settleRound({ ...round, candles: closingAt(20_000 * Math.E) })
  expect(rise).toEqual({ status: 'settled', outcome: 2, valueE9: 1_000_000_000 })
  expect(settleRound({ ...round, candles: closingAt(19_000) })).toMatchObject({ outcome: 0 })
  expect(settleRound({ ...round, candles: closingAt(20_000) })).toMatchObject({ outcome: 1, valueE9: 0 })
})

it('settles a regime by the whole range of the horizon', () => {
  const shaped = horizon.map((candle, index) => ({
    ...candle,
    low: index === 0 ? 100 : 150,
    high: index === 2 ? 200 : 160,
  }))
  const outcome = settleRound({ ...round, kind: 'regime', lowerE9: 1, upperE9: 693_147_180, candles: shaped })
  expect(outcome).toEqual({ status: 'settled', outcome: 2, valueE9: 693_147_181 })
})

it('counts a value on a threshold as the middle class', () => {
  const valueE9 = (settleRound(round) as { valueE9: number }).valueE9
  expect(settleRound({ ...round, lowerE9: valueE9, upperE9: valueE9 })).toMatchObject({ outcome: 1 })
  expect(settleRound({ ...round, lowerE9: valueE9 + 1, upperE9: valueE9 + 1 })).toMatchObject({ outcome: 0 })
  expect(settleRound({ ...round, lowerE9: valueE9 - 1, upperE9: valueE9 - 1 })).toMatchObject({ outcome: 2 })
})

it('voids a round whose horizon is not whole, with the reason gap', () => {
  for (const some of [
    [],
    horizon.slice(1),
    horizon.slice(0, 2),
    candles.slice(5, 8),
    candles.slice(4, 8),
    [...horizon].reverse(),
  ])
    expect(settleRound({ ...round, candles: some })).toEqual({ status: 'void', reason: 'gap' })
})

it('voids a round without a usable price, with the reason missing-price', () => {
  for (const reference of [null, 0, Number.NaN, -1])
    expect(settleRound({ ...round, reference })).toEqual({ status: 'void', reason: 'missing-price' })
  fc.assert(
    fc.property(
      fc.constantFrom('open', 'high', 'low', 'close'),
      fc.constantFrom(0, -1, Number.NaN, Number.POSITIVE_INFINITY),
      fc.nat(2),
      (field, price, at) => {
        const broken = horizon.map((candle, index) => (index === at ? { ...candle, [field]: price } : candle))
        expect(settleRound({ ...round, candles: broken })).toEqual({
          status: 'void',
          reason: 'missing-price',
        })
      },
    ),
  )
})
