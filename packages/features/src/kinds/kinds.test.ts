import type { Candle } from '@noderr/protocol'
import { expect, it } from 'vitest'
import { FEATURE_KINDS, type FeatureKindName } from '../feature-kinds.ts'
import type { FeatureDefinition } from '../feature-schema.ts'

const HOUR = 3_600_000
/** 2024-01-01, a Monday, 00:00 UTC. */
const MONDAY = 1_704_067_200_000

const candles: Candle[] = Array.from({ length: 60 }, (_, index) => {
  const close = 100 + 9 * Math.sin(index) + index / 7
  const open = 100 + 9 * Math.sin(index - 1) + (index - 1) / 7
  const openTime = MONDAY + index * HOUR
  return {
    openTime,
    closeTime: openTime + HOUR,
    open,
    high: Math.max(open, close) + 1 + (index % 3),
    low: Math.min(open, close) - 1 - (index % 5),
    close,
    volume: 10 + ((index * 7) % 11),
  }
})

function lastValue(
  kind: FeatureKindName,
  parameters: FeatureDefinition['parameters'],
  series = candles,
): number {
  const indicator = FEATURE_KINDS[kind].create(parameters)
  for (const candle of series) indicator.update(candle)
  return indicator.value
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)
const mean = (numbers: number[]) => sum(numbers) / numbers.length
const deviation = (numbers: number[]) =>
  Math.sqrt(sum(numbers.map((number) => (number - mean(numbers)) ** 2)) / (numbers.length - 1))
const last = (count: number) => candles.slice(-count)
const returns = candles.slice(1).map(({ close }, index) => Math.log(close / (candles[index] as Candle).close))
const ranges = candles.map(({ high, low }) => Math.log(high / low))
const close = (candles.at(-1) as Candle).close

it.each<[FeatureKindName, FeatureDefinition['parameters'], number]>([
  ['log-return', { span: 6 }, sum(returns.slice(-6))],
  ['realised-volatility', { window: 24 }, deviation(returns.slice(-24))],
  ['band-position', { window: 24 }, (returns.at(-1) as number) / deviation(returns.slice(-24))],
  ['log-range', { window: 6 }, mean(ranges.slice(-6))],
  ['log-of-range', { window: 6 }, Math.log(mean(ranges.slice(-6)))],
  ['seasonal-range', { period: 24, cycles: 2 }, mean([ranges[60 - 24] as number, ranges[60 - 48] as number])],
  [
    'garman-klass',
    { window: 6 },
    Math.sqrt(
      mean(
        last(6).map(
          (c) => Math.log(c.high / c.low) ** 2 / 2 - (2 * Math.LN2 - 1) * Math.log(c.close / c.open) ** 2,
        ),
      ),
    ),
  ],
  [
    'close-location',
    { window: 9 },
    ((close - Math.min(...last(9).map(({ low }) => low))) /
      (Math.max(...last(9).map(({ high }) => high)) - Math.min(...last(9).map(({ low }) => low)))) *
      2 -
      1,
  ],
  [
    'volume-z-score',
    { window: 24 },
    ((candles.at(-1) as Candle).volume - mean(last(24).map((c) => c.volume))) /
      deviation(last(24).map((c) => c.volume)),
  ],
  [
    'volume-ratio',
    { fast: 3, slow: 24 },
    Math.log(mean(last(3).map((c) => c.volume)) / mean(last(24).map((c) => c.volume))),
  ],
  [
    'vwap-distance',
    { window: 24 },
    Math.log(
      (close * sum(last(24).map((c) => c.volume))) /
        sum(last(24).map((c) => ((c.high + c.low + c.close) / 3) * c.volume)),
    ),
  ],
])('computes %s %o by its formula', (kind, parameters, expected) => {
  expect(lastValue(kind, parameters)).toBeCloseTo(expected, 11)
})

it('gives the slope of the on-balance volume: one mean volume a candle when every close rises', () => {
  const rising = candles.map((candle, index) => ({ ...candle, close: 100 + index, volume: 8 }))
  const falling = candles.map((candle, index) => ({ ...candle, close: 100 - index, volume: 8 }))
  expect(lastValue('obv-slope', { window: 24 }, rising)).toBeCloseTo(1, 12)
  expect(lastValue('obv-slope', { window: 24 }, falling)).toBeCloseTo(-1, 12)
})

it('places the close on the UTC day and on the week that begins on Monday', () => {
  const closingAt = (hours: number) => [
    { ...(candles[0] as Candle), openTime: MONDAY + (hours - 1) * HOUR, closeTime: MONDAY + hours * HOUR },
  ]
  const phase = (kind: FeatureKindName, hours: number) => [
    lastValue(kind, { coordinate: 'sin' }, closingAt(hours)),
    lastValue(kind, { coordinate: 'cos' }, closingAt(hours)),
  ]
  expect(phase('time-of-day', 0)).toEqual([0, 1])
  expect(phase('time-of-day', 6)).toEqual([1, 0])
  expect(phase('time-of-day', 36)).toEqual([0, -1])
  expect(phase('time-of-week', 168)).toEqual([0, 1])
  expect(phase('time-of-week', 42)).toEqual([1, 0])
})

it('has a value after exactly as many candles as it says it needs', () => {
  const parameters: Record<FeatureKindName, FeatureDefinition['parameters']> = {
    'log-return': { span: 6 },
    'ema-ratio': { period: 12 },
    'close-location': { window: 3 },
    'realised-volatility': { window: 6 },
    'band-position': { window: 6 },
    'log-range': { window: 3 },
    'log-of-range': { window: 3 },
    'seasonal-range': { period: 24, cycles: 2 },
    'garman-klass': { window: 6 },
    rsi: { period: 14 },
    'macd-line': { fast: 5, slow: 12, signal: 1 },
    'macd-histogram': { fast: 12, slow: 26, signal: 9 },
    atr: { period: 14 },
    'bollinger-position': { period: 20, deviations: 2 },
    'bollinger-width': { period: 20, deviations: 2 },
    adx: { period: 14 },
    'directional-balance': { period: 14 },
    aroon: { period: 25 },
    'stochastic-k': { period: 14, smoothing: 3, signal: 3 },
    'stochastic-d': { period: 14, smoothing: 3, signal: 3 },
    'obv-slope': { window: 6 },
    'volume-z-score': { window: 6 },
    'volume-ratio': { fast: 3, slow: 6 },
    'vwap-distance': { window: 6 },
    'time-of-day': { coordinate: 'sin' },
    'time-of-week': { coordinate: 'cos' },
  }
  for (const [name, given] of Object.entries(parameters)) {
    const kind = name as FeatureKindName
    const needed = FEATURE_KINDS[kind].candles(given)
    expect(lastValue(kind, given, candles.slice(0, needed - 1)), `${kind} too early`).toBeNaN()
    expect(lastValue(kind, given, candles.slice(0, needed)), kind).not.toBeNaN()
  }
})

it('has no value where a market that stands still gives none, instead of rounding noise', () => {
  const still = candles.map((candle) => ({
    ...candle,
    open: 0.1,
    high: 0.1,
    low: 0.1,
    close: 0.1,
    volume: 0.7,
  }))
  expect(lastValue('bollinger-position', { period: 20, deviations: 2 }, still)).toBeNaN()
  expect(lastValue('rsi', { period: 14 }, still)).toBeNaN()
  expect(lastValue('stochastic-k', { period: 14, smoothing: 3, signal: 3 }, still)).toBeNaN()
  expect(lastValue('band-position', { window: 24 }, still)).toBeNaN()
  expect(lastValue('volume-z-score', { window: 24 }, still)).toBeNaN()
  expect(lastValue('directional-balance', { period: 14 }, still)).toBeNaN()
  expect(lastValue('log-of-range', { window: 6 }, still)).toBeNaN()
})
