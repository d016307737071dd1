import { TIER_FACTS, TIERS } from '@noderr/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FactorOutOfRangeError } from './reward-factors.ts'
import {
  historyBps,
  TRUST_WEIGHTS_BPS,
  type TrustComponents,
  trustFingerprint,
  trustForPay,
  unmeasured,
} from './trust-fingerprint.ts'

const all = (value: number): TrustComponents => {
  const part = { value, source: 'measured', note: '' } as const
  return { uptime: part, quality: part, governance: part, history: part, peer: part, stake: part }
}
const measured = (value: number) => ({ value, source: 'measured', note: '' }) as const

it('weighs the parts to one and keeps equal parts as they are', () => {
  expect(Object.values(TRUST_WEIGHTS_BPS).reduce((sum, weight) => sum + weight, 0)).toBe(10_000)
  fc.assert(
    fc.property(fc.nat(10_000), (value) => {
      expect([trustFingerprint(all(value)), trustForPay(all(value))]).toEqual([value, value])
    }),
  )
})

it('leaves uptime and quality out of the trust that pays', () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000), (uptime, quality, other) => {
      const components = { ...all(other), uptime: measured(uptime), quality: measured(quality) }
      expect(trustForPay(components)).toBe(other)
    }),
  )
  expect(trustForPay({ ...all(0), governance: measured(10_000) })).toBe(3_333)
  expect(trustFingerprint({ ...all(0), uptime: measured(10_000) })).toBe(3_500)
})

it("stands a node of which nothing is known just above its tier's minimum", () => {
  for (const tier of TIERS) {
    const part = unmeasured(tier, 'the node is new')
    const components = {
      uptime: part,
      quality: part,
      governance: part,
      history: part,
      peer: part,
      stake: part,
    }
    expect(trustFingerprint(components)).toBe(TIER_FACTS[tier].trustMinimumBps + 1)
    expect(part).toMatchObject({ source: 'default', note: 'the node is new' })
  }
})

it('weighs each older epoch 0.95 of the next and forgets after ten', () => {
  expect(historyBps([])).toBeNull()
  expect(historyBps([10_000, 0])).toBe(5_128)
  expect(historyBps([0, 10_000])).toBe(4_871)
  const score = fc.nat(10_000)
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 15 }), (scores) => {
      const last = scores.slice(0, 10)
      const weight = last.reduce((sum, _, age) => sum + 0.95 ** age, 0)
      const exact = last.reduce((sum, value, age) => sum + value * 0.95 ** age, 0) / weight
      expect(Math.abs((historyBps(scores) ?? 0) - exact)).toBeLessThan(1)
    }),
  )
})

it('refuses parts outside 0 … 10000, the unpaid ones too', () => {
  expect(() => trustForPay({ ...all(1), uptime: measured(10_001) })).toThrow(FactorOutOfRangeError)
  expect(() => trustFingerprint({ ...all(1), peer: measured(-1) })).toThrow(FactorOutOfRangeError)
  expect(() => historyBps([1, 2.5])).toThrow(FactorOutOfRangeError)
})
