import type { Bytes32, NodeId } from '@noderr/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Crowd } from './crowd.ts'
import {
  cumulative,
  type Forecast,
  NotAForecastError,
  type OutcomeClass,
  PERFECT_SCORE,
  scoreForecast,
  twiceSkill,
} from './score.ts'
import { type Opinion, scoreRound } from './score-round.ts'

const forecast: fc.Arbitrary<Forecast> = fc
  .tuple(fc.nat(10_000), fc.nat(10_000))
  .map(([a, b]) => [Math.min(a, b), Math.abs(a - b), 10_000 - Math.max(a, b)] as const)
const outcome = fc.constantFrom<OutcomeClass>(0, 1, 2)
const digest = (n: number) => `0x${n.toString(16).padStart(64, '0')}` as Bytes32
const opinion: fc.Arbitrary<Opinion> = fc.record({
  nodeId: fc.nat().map((n) => digest(n) as string as NodeId),
  operator: fc.constantFrom('0xA', '0xa', '0xB', '0xC'),
  modelDigest: fc.constantFrom(digest(1), digest(2), digest(3)),
  forecast,
})

it('gives the scores of PROTOCOL §4', () => {
  expect(scoreForecast([10_000, 0, 0], 0)).toBe(PERFECT_SCORE)
  expect(scoreForecast([10_000, 0, 0], 2)).toBe(0)
  expect(scoreForecast([10_000, 0, 0], 1)).toBe(100_000_000)
  expect(scoreForecast([2_000, 5_000, 3_000], 1)).toBe(200_000_000 - 2_000 ** 2 - 3_000 ** 2)
})

it('makes truth the best reply', () => {
  fc.assert(
    fc.property(forecast, forecast, (belief, said) => {
      expect(expected(belief, belief)).toBeGreaterThanOrEqual(expected(belief, said))
      if (`${belief}` !== `${said}`) expect(expected(belief, belief)).toBeGreaterThan(expected(belief, said))
    }),
  )
})

it('makes truth better than its nearest neighbours too', () => {
  fc.assert(
    fc.property(forecast, fc.constantFrom(0, 1, 2), fc.constantFrom(0, 1, 2), (belief, from, to) => {
      fc.pre(from !== to && belief[from as OutcomeClass] > 0)
      const nearby = [...belief] as [number, number, number]
      nearby[from as OutcomeClass] -= 1
      nearby[to as OutcomeClass] += 1
      expect(expected(belief, belief)).toBeGreaterThan(expected(belief, nearby))
    }),
  )
})

it('keeps scores and skills inside their bounds', () => {
  fc.assert(
    fc.property(forecast, forecast, forecast, outcome, (mine, base, crowd, truth) => {
      const [score, baseScore, crowdScore] = [mine, base, crowd].map((one) => scoreForecast(one, truth))
      expect(score).toSatisfy((n: number) => Number.isInteger(n) && n >= 0 && n <= PERFECT_SCORE)
      expect(Math.abs(twiceSkill(score ?? 0, baseScore ?? 0, crowdScore ?? 0))).toBeLessThanOrEqual(
        2 * PERFECT_SCORE,
      )
    }),
  )
})

it('refuses what is no forecast', () => {
  for (const bad of [
    [5_000, 5_000, 1],
    [-1, 5_001, 5_000],
    [0.5, 9_999.5, 0],
    [NaN, 0, 10_000],
  ] as const)
    expect(() => cumulative(bad)).toThrow(NotAForecastError)
})

it('leaves the operator and the model out of the crowd, exactly as a plain mean over the others', () => {
  fc.assert(
    fc.property(fc.array(opinion, { maxLength: 12 }), opinion, (others, me) => {
      const left = others.filter(
        ({ operator, modelDigest }) =>
          operator.toLowerCase() !== me.operator.toLowerCase() && modelDigest !== me.modelDigest,
      )
      const mean = (part: 0 | 1) =>
        Math.floor(
          left.reduce((sum, { forecast: one }) => sum + cumulative(one)[part], 0) / left.length + 0.5,
        )
      const crowd = new Crowd([...others, me]).without(me.operator, me.modelDigest)
      expect(crowd && cumulative(crowd)).toEqual(left.length === 0 ? null : [mean(0), mean(1)])
    }),
  )
})

it('scores a round alike in whatever order the opinions come', () => {
  fc.assert(
    fc.property(
      fc
        .uniqueArray(opinion, { maxLength: 8, selector: ({ nodeId }) => nodeId })
        .chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
      forecast,
      outcome,
      ([some, shuffled], baseRateBps, truth) => {
        const byNode = (opinions: readonly Opinion[]) =>
          scoreRound({ outcome: truth, baseRateBps, opinions }).sort((a, b) => (a.nodeId < b.nodeId ? -1 : 1))
        expect(byNode(shuffled)).toEqual(byNode(some))
      },
    ),
  )
})

it('measures a lonely node against the base rate alone', () => {
  const me: Opinion = {
    nodeId: digest(9) as string as NodeId,
    operator: '0xA',
    modelDigest: digest(1),
    forecast: [0, 10_000, 0],
  }
  const [alone] = scoreRound({ outcome: 1, baseRateBps: [5_000, 5_000, 0], opinions: [me] })
  expect(alone).toMatchObject({
    score: PERFECT_SCORE,
    baseRateScore: 175_000_000,
    crowdScore: null,
    twiceSkill: 50_000_000,
  })
})

function expected(belief: Forecast, said: Forecast): number {
  return ([0, 1, 2] as const).reduce<number>(
    (sum, truth) => sum + belief[truth] * scoreForecast(said, truth),
    0,
  )
}
