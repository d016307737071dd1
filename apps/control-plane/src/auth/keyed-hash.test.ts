import { expect, it } from 'vitest'
import { isSameHash, keyedHash } from './keyed-hash.ts'

const pepper = '0a'.repeat(32)
const secret = 'ff'.repeat(32)

it('keeps uses and peppers apart', () => {
  const hashes = [
    keyedHash(pepper, 'claim', secret),
    keyedHash(pepper, 'session', secret),
    keyedHash('0b'.repeat(32), 'claim', secret),
  ]
  expect(new Set(hashes).size).toBe(3)
  for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/)
})

it('compares whole hashes', () => {
  const hash = keyedHash(pepper, 'claim', secret)
  expect(isSameHash(hash, keyedHash(pepper, 'claim', secret))).toBe(true)
  expect(isSameHash(hash, keyedHash(pepper, 'claim', `${secret}0`))).toBe(false)
  expect(isSameHash(hash, '')).toBe(false)
})
