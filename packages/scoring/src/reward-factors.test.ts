import fc from 'fast-check'
import { expect, it } from 'vitest'
import { apportion, NothingToApportionError } from './apportion.ts'
import {
  FactorOutOfRangeError,
  qualityBps,
  type RewardFactors,
  rawReward,
  uptimeBps,
} from './reward-factors.ts'

const whole: RewardFactors = {
  baseWei: 10n ** 18n,
  tierMultiplierBps: 10_000,
  uptimeBps: 10_000,
  qualityBps: 10_000,
  trustBps: 10_000,
  penaltyBps: 10_000,
}
const bps = fc.nat(10_000)
const factors: fc.Arbitrary<RewardFactors> = fc.record({
  baseWei: fc.bigInt(0n, 10n ** 30n),
  tierMultiplierBps: fc.nat(50_000),
  uptimeBps: bps,
  qualityBps: bps,
  trustBps: bps,
  penaltyBps: bps,
})

it('pays the base at full factors and never more than base times multiplier', () => {
  expect(rawReward(whole)).toBe(10n ** 18n)
  fc.assert(
    fc.property(factors, (some) => {
      const raw = rawReward(some)
      expect(raw >= 0n && raw * 10_000n <= some.baseWei * BigInt(some.tierMultiplierBps)).toBe(true)
    }),
  )
})

it('divides once: two halves of one wei do not become nothing twice', () => {
  expect(rawReward({ ...whole, baseWei: 4n, uptimeBps: 5_000, qualityBps: 5_000 })).toBe(1n)
  expect(rawReward({ ...whole, baseWei: 3n, tierMultiplierBps: 25_000, uptimeBps: 4_000 })).toBe(3n)
})

it('never pays less for a better factor', () => {
  fc.assert(
    fc.property(factors, bps, (some, other) => {
      const better = { ...some, uptimeBps: Math.max(some.uptimeBps, other) }
      expect(rawReward(better) >= rawReward(some)).toBe(true)
    }),
  )
})

it('refuses a factor outside its limits by name', () => {
  const bad = {
    tierMultiplierBps: 50_001,
    uptimeBps: 10_001,
    qualityBps: -1,
    trustBps: 0.5,
    penaltyBps: Number.NaN,
  }
  for (const [factor, value] of Object.entries(bad))
    expect(() => rawReward({ ...whole, [factor]: value })).toThrow(expect.objectContaining({ factor, value }))
  expect(() => rawReward({ ...whole, baseWei: -1n })).toThrow(FactorOutOfRangeError)
})

it('forgives one missed round in a thousand and nothing else', () => {
  expect(uptimeBps(0, 0)).toBe(0)
  expect(uptimeBps(0, 1_000)).toBe(0)
  expect(uptimeBps(999, 1_000)).toBe(10_000)
  expect(uptimeBps(998, 1_000)).toBe(9_989)
  expect(uptimeBps(5, 6)).toBe(8_341)
  expect(() => uptimeBps(2, 1)).toThrow(FactorOutOfRangeError)
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat(1_000_000), (assigned, missed) => {
      const onTime = Math.max(0, assigned - missed)
      const uptime = uptimeBps(onTime, assigned)
      expect(uptime === 10_000).toBe(onTime * 1_000 >= assigned * 999)
      expect(uptime).toBeGreaterThanOrEqual(Math.floor((onTime * 10_000) / assigned))
    }),
  )
})

it('multiplies correctness by timeliness, rounded down', () => {
  expect(qualityBps(10_000, 9_999)).toBe(9_999)
  expect(qualityBps(9_999, 9_999)).toBe(9_998)
  expect(() => qualityBps(10_001, 0)).toThrow(FactorOutOfRangeError)
})

it('apportions to the last unit, within one unit of the exact share', () => {
  const weights = fc.array(fc.bigInt(0n, 10n ** 24n), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(weights, fc.bigInt(0n, 10n ** 24n), (some, total) => {
      const sum = some.reduce((all, weight) => all + weight, 0n)
      fc.pre(sum > 0n)
      const parts = apportion(total, some)
      expect(parts.reduce((all, part) => all + part, 0n)).toBe(total)
      for (const [index, part] of parts.entries()) {
        const share = total * (some[index] ?? 0n)
        expect(part * sum > share - sum && part * sum < share + sum).toBe(true)
      }
    }),
  )
  expect(apportion(10n, [1n, 1n, 1n])).toEqual([4n, 3n, 3n])
  expect(() => apportion(1n, [0n, 0n])).toThrow(NothingToApportionError)
  expect(() => apportion(-1n, [1n])).toThrow(NothingToApportionError)
})
