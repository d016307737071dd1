import fc from 'fast-check'
import { expect, it } from 'vitest'
import { predictionCase } from '../test/signing-cases.ts'
import {
  ABSTAIN_CODES,
  BadProbabilitiesError,
  predictionSchema,
  toBasisPoints,
  viewOf,
} from './prediction.ts'

const weight = fc.double({ min: 0, max: 1, noNaN: true })
const probabilities = fc
  .tuple(weight, weight, weight)
  .filter(([a, b, c]) => a + b + c > 1e-6)
  .map(([a, b, c]): [number, number, number] => {
    const sum = a + b + c
    return [a / sum, b / sum, c / sum]
  })

it('rounds probabilities to basis points that sum to 10 000 and stay within 1 and 9 998', () => {
  fc.assert(
    fc.property(probabilities, (p) => {
      const rounded = toBasisPoints(p)
      expect(rounded.reduce((sum, bps) => sum + bps, 0)).toBe(10_000)
      for (const [index, bps] of rounded.entries()) {
        expect(bps).toBeGreaterThanOrEqual(1)
        expect(bps).toBeLessThanOrEqual(9_998)
        expect(Math.abs(bps - (p[index] ?? 0) * 10_000)).toBeLessThan(4)
      }
    }),
  )
})

it('keeps the order of the classes when it rounds', () => {
  fc.assert(
    fc.property(probabilities, ([a, b, c]) => {
      const [x, y, z] = toBasisPoints([a, b, c])
      if (a > b) expect(x).toBeGreaterThanOrEqual(y - 1)
      if (b > c) expect(y).toBeGreaterThanOrEqual(z - 1)
    }),
  )
})

it.each([
  [[Number.NaN, 0.5, 0.5]],
  [[-0.1, 0.6, 0.5]],
  [[0.2, 0.2, 0.2]],
  [[Number.POSITIVE_INFINITY, 0, 0]],
])('refuses %j, which are no probabilities', (p) => {
  expect(() => toBasisPoints(p as [number, number, number])).toThrow(BadProbabilitiesError)
})

it('maps up to buy, down to sell, and everything without a clear direction to hold', () => {
  const view = (p0: number, p1: number, p2: number) =>
    viewOf({ kind: 'direction', p0, p1, p2, abstainCode: 0 })
  expect(view(2000, 3000, 5000)).toEqual({ action: 'buy', confidence: 0.5 })
  expect(view(5000, 3000, 2000)).toEqual({ action: 'sell', confidence: 0.5 })
  expect(view(2000, 6000, 2000)).toEqual({ action: 'hold', confidence: 0.6 })
  expect(view(4000, 2000, 4000)).toEqual({ action: 'hold', confidence: 0.4 })
  expect(viewOf({ kind: 'regime', p0: 9000, p1: 500, p2: 500, abstainCode: 0 }).action).toBe('hold')
  expect(viewOf({ kind: 'direction', p0: 0, p1: 0, p2: 0, abstainCode: 2 })).toEqual({
    action: 'hold',
    confidence: 0,
  })
})

it('parses an opinion and an abstention, and nothing between them', () => {
  const opinion = predictionCase(0)
  const abstention = predictionCase(6)
  expect(predictionSchema.parse(opinion)).toEqual(opinion)
  expect(predictionSchema.parse(abstention)).toEqual(abstention)
  expect(predictionSchema.safeParse({ ...opinion, abstainCode: 2 }).success).toBe(false)
  expect(predictionSchema.safeParse({ ...abstention, abstainCode: 0 }).success).toBe(false)
  expect(predictionSchema.safeParse({ ...opinion, p0: 9_999, p1: 1, p2: 0 }).success).toBe(false)
})

it('gives every abstention its own number', () => {
  const codes = Object.values(ABSTAIN_CODES)
  expect(new Set(codes).size).toBe(codes.length)
  expect(Math.min(...codes)).toBe(1)
})
