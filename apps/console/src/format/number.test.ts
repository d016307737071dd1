import { expect, it } from 'vitest'
import {
  formatAxisPrice,
  formatBps,
  formatCount,
  formatGain,
  formatLogE9,
  formatMs,
  formatNodr,
  formatPrice,
  formatScore,
} from './number.ts'

it('groups thousands with a space that does not break', () => {
  expect(formatCount(999)).toBe('999')
  expect(formatCount(1_234_567)).toBe('1\u202f234\u202f567')
})

it('drops only the zeros that say nothing from a percentage', () => {
  expect([10_000, 9_871, 9_850, 0].map(formatBps)).toEqual(['100 %', '98.71 %', '98.5 %', '0 %'])
})

it('turns a log return into the percentage that it means, with its sign', () => {
  expect(formatLogE9(Math.round(Math.log(1.05) * 1e9), true)).toBe('+5.00 %')
  expect(formatLogE9(Math.round(Math.log(0.95) * 1e9), true)).toBe('−5.00 %')
  expect(formatLogE9(2_600_000, false)).toBe('0.26 %')
})

it('gives a price the decimals that its size asks for', () => {
  expect([21_151.2, 12.5, 0.431_21].map(formatPrice)).toEqual(['21\u202f151.2', '12.50', '0.431210'])
  expect([21_500, 0.4].map(formatAxisPrice)).toEqual(['21\u202f500', '0.400000'])
})

it('keeps a decimal of a latency only while it matters', () => {
  expect([0.84, 9.04, 118.2].map(formatMs)).toEqual(['0.8 ms', '9.0 ms', '118 ms'])
})

it('puts the perfect score at one and the worst at zero', () => {
  expect([200_000_000, 0, 159_684_168].map(formatScore)).toEqual(['1.0000', '0.0000', '0.7984'])
})

it('gives a gain its sign, and none to what rounds to zero', () => {
  expect([33_108_835, -1_754_401, -9].map(formatGain)).toEqual(['+0.1655', '−0.0088', '0.0000'])
})

it('cuts an amount and never rounds it up', () => {
  expect(formatNodr(1_999_999_999_999_999_999n)).toBe('1.9999')
  expect(formatNodr(50_000n * 10n ** 18n)).toBe('50\u202f000.0000')
  expect(formatNodr(1n)).toBe('0.0000')
})
