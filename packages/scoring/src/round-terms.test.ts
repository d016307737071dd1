import { type Candle, classOf, type Kind } from '@noderr/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { wanderingCandles } from '../test/candles.ts'
import { BadPriceError, logRatioE9 } from './log-ratio.ts'
import { candlesForFullTerms, freezeTerms, judgePastRounds } from './round-terms.ts'
import {
  BadHorizonError,
  CandleRefusedError,
  candlesForTerms,
  TermsTracker,
  TooFewCandlesError,
} from './terms-tracker.ts'

const KINDS: readonly Kind[] = ['direction', 'regime']
const kindAndHorizon = fc.tuple(fc.constantFrom(...KINDS), fc.constantFrom(1, 2, 5, 24))

it('freezes what a plain reading of PROTOCOL §4 gives', () => {
  fc.assert(
    fc.property(kindAndHorizon, fc.nat(), ([kind, horizon], seed) => {
      const candles = wanderingCandles(candlesForFullTerms(kind, horizon) + 3, seed)
      const terms = freezeTerms(kind, candles, horizon)
      // Within 2e-9: each logarithm is rounded by up to a half, and the threshold once more.
      const plain = plainThresholds(kind, candles, horizon)
      expect(Math.abs(terms.lowerE9 - plain.lower)).toBeLessThan(2)
      expect(Math.abs(terms.upperE9 - plain.upper)).toBeLessThan(2)
      expect(Math.abs(terms.sigmaE9 - plain.sigma)).toBeLessThan(2)
      expect(terms).toMatchObject({ kind, horizonCandles: horizon, knownUntil: candles.at(-1)?.closeTime })
    }),
    { numRuns: 15 },
  )
})

it('judges each past round by the terms frozen before its candle', () => {
  for (const kind of KINDS) {
    const horizon = 3
    const candles = wanderingCandles(candlesForTerms(kind, horizon) + 40, 7)
    for (const round of judgePastRounds(kind, candles, horizon)) {
      const at = candles.findIndex(({ closeTime }) => closeTime === round.closeTime)
      const ahead = candles.slice(at + 1, at + 1 + horizon)
      const value =
        kind === 'direction'
          ? logRatioE9(ahead.at(-1)?.close ?? 0, ahead[0]?.open ?? 0)
          : logRatioE9(Math.max(...ahead.map(({ high }) => high)), Math.min(...ahead.map(({ low }) => low)))
      expect(round.valueE9).toBe(value)
      expect(round.outcome).toBe(classOf(value, freezeTerms(kind, candles.slice(0, at), horizon)))
    }
    expect(judgePastRounds(kind, candles, horizon)).toHaveLength(40 - horizon)
  }
})

it('counts the last 720 settled rounds, one added to each class', () => {
  for (const kind of KINDS) {
    const candles = wanderingCandles(candlesForFullTerms(kind, 2) + 50, 3)
    const last = judgePastRounds(kind, candles, 2).slice(-720)
    const terms = freezeTerms(kind, candles, 2)
    expect(terms.baseRateRounds).toBe(720)
    expect(terms.baseRateBps.reduce((sum, part) => sum + part, 0)).toBe(10_000)
    for (const outcome of [0, 1, 2] as const) {
      const count = last.filter((round) => round.outcome === outcome).length
      expect(Math.abs(terms.baseRateBps[outcome] - ((count + 1) * 10_000) / 723)).toBeLessThan(1)
    }
  }
})

it('needs the full number of candles and not one more', () => {
  fc.assert(
    fc.property(kindAndHorizon, fc.nat(), ([kind, horizon], seed) => {
      const candles = wanderingCandles(candlesForFullTerms(kind, horizon) + 100, seed)
      const enough = candles.slice(-candlesForFullTerms(kind, horizon))
      expect(freezeTerms(kind, enough, horizon)).toEqual(freezeTerms(kind, candles, horizon))
      expect(freezeTerms(kind, enough.slice(1), horizon).baseRateRounds).toBe(719)
    }),
    { numRuns: 10 },
  )
})

it('freezes nothing with one candle too few', () => {
  for (const kind of KINDS) {
    const candles = wanderingCandles(candlesForTerms(kind, 4))
    expect(freezeTerms(kind, candles, 4)).toMatchObject({
      baseRateBps: [3334, 3333, 3333],
      baseRateRounds: 0,
    })
    expect(() => freezeTerms(kind, candles.slice(1), 4)).toThrow(
      expect.objectContaining({ code: 'scoring.too-few-candles', needed: candles.length }),
    )
    expect(() => freezeTerms(kind, [], 4)).toThrow(TooFewCandlesError)
  }
})

it('knows nothing of the candles that come after', () => {
  const candles = wanderingCandles(1_000, 5)
  const tracker = new TermsTracker('direction', 1)
  const seen = candles.map((candle) => {
    tracker.push(candle)
    return tracker.isReady ? tracker.terms() : null
  })
  for (const at of [200, 500, 999])
    expect(freezeTerms('direction', candles.slice(0, at + 1), 1)).toEqual(seen[at])
})

it('neither bridges a gap nor forgets what came before it', () => {
  const candles = wanderingCandles(1_000, 11)
  const hole = [...candles.slice(0, 500), ...candles.slice(505)]
  const rounds = judgePastRounds('direction', hole, 4)
  const times = new Set(rounds.map(({ closeTime }) => closeTime))
  const close = (index: number) => candles[index]?.closeTime ?? 0
  // 495 settles on 499; the horizons of 496 … 499 are cut; 505 was never published; 506 opens again.
  expect([495, 496, 499, 505, 506].map((index) => times.has(close(index)))).toEqual([
    true,
    false,
    false,
    false,
    true,
  ])
  const before = freezeTerms('regime', candles.slice(0, 900), 1)
  const tracker = new TermsTracker('regime', 1)
  for (const candle of candles.slice(0, 900)) tracker.push(candle)
  tracker.push(candles[950] as Candle)
  expect(tracker.isReady).toBe(true)
  expect(tracker.terms()).toMatchObject({ sigmaE9: before.sigmaE9, baseRateRounds: before.baseRateRounds })
})

it('holds a market that stands still inside a band of zero', () => {
  const still = wanderingCandles(400).map((candle) => ({ ...candle, open: 5, high: 5, low: 5, close: 5 }))
  const terms = freezeTerms('direction', still, 1)
  expect(terms).toMatchObject({ sigmaE9: 0, lowerE9: 0, upperE9: 0 })
  expect(Object.is(terms.lowerE9, 0)).toBe(true)
  expect(new Set(judgePastRounds('direction', still, 1).map(({ outcome }) => outcome))).toEqual(new Set([1]))
})

it('refuses disorder, repeats and prices that are none, and stays as it was', () => {
  const candles = wanderingCandles(300)
  const tracker = new TermsTracker('direction', 1)
  for (const candle of candles) tracker.push(candle)
  const terms = tracker.terms()
  const last = candles.at(-1) as Candle
  const next = { ...last, openTime: last.closeTime, closeTime: last.closeTime + 3_600_000 }
  for (const bad of [
    last,
    { ...next, close: 0 },
    { ...next, high: Number.NaN },
    { ...next, high: 1, low: 2 },
  ])
    expect(() => tracker.push(bad)).toThrow(CandleRefusedError)
  expect(tracker.terms()).toEqual(terms)
})

it('refuses a horizon that is no whole number of candles, and a logarithm of nothing', () => {
  for (const horizon of [0, -1, 1.5, Number.NaN])
    expect(() => new TermsTracker('regime', horizon)).toThrow(BadHorizonError)
  for (const price of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => logRatioE9(1, price)).toThrow(BadPriceError)
  expect(Object.is(logRatioE9(1, 1 + 1e-12), 0)).toBe(true)
})

function plainThresholds(kind: Kind, candles: readonly Candle[], horizon: number) {
  const closes = candles.slice(-169).map(({ close }) => close)
  const returns = closes.slice(1).map((close, index) => Math.log(close / (closes[index] ?? 0)) * 1e9)
  const mean = returns.reduce((sum, value) => sum + value, 0) / 168
  const sigma = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 167)
  const band = 0.4307 * sigma * Math.sqrt(horizon)
  if (kind === 'direction') return { sigma, lower: -band, upper: band }
  const ends = candles.map((_, index) => index).slice(-720)
  const ranges = ends.map((end) => candles.slice(end - horizon + 1, end + 1)).map(plainRange)
  const sorted = ranges.sort((a, b) => a - b)
  return { sigma, lower: quantile(sorted, 1 / 3), upper: quantile(sorted, 2 / 3) }
}

function plainRange(candles: readonly Candle[]): number {
  return (
    Math.log(Math.max(...candles.map(({ high }) => high)) / Math.min(...candles.map(({ low }) => low))) * 1e9
  )
}

function quantile(sorted: readonly number[], p: number): number {
  const position = (sorted.length - 1) * p
  const below = sorted[Math.floor(position)] ?? 0
  return below + (position % 1) * ((sorted[Math.ceil(position)] ?? 0) - below)
}
