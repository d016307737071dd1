import { seededBytes } from '@noderr/testkit'
import { expect, it } from 'vitest'
import { equalInConstantTime, keyedHash, mintToken } from './token.ts'

it('mints tokens of 64 hex digits that differ', () => {
  const random = seededBytes(1)
  const [first, second] = [mintToken(random), mintToken(random)]
  expect(first).toMatch(/^[0-9a-f]{64}$/)
  expect(first).not.toBe(second)
})

it('hashes a secret differently under another pepper', () => {
  const secret = 'ff'.repeat(32)
  const hash = keyedHash('0a'.repeat(32), secret)
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(hash).not.toBe(keyedHash('0b'.repeat(32), secret))
})

it('compares whole texts', () => {
  expect(equalInConstantTime('abc', 'abc')).toBe(true)
  expect(equalInConstantTime('abc', 'abd')).toBe(false)
  expect(equalInConstantTime('abc', 'abcd')).toBe(false)
})
