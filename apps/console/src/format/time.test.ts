import { expect, it } from 'vitest'
import { formatMinute, formatRelative, formatShort } from './time.ts'

const now = Date.UTC(2023, 0, 17, 6, 22)

it('writes market times in UTC', () => {
  expect(formatMinute(now)).toBe('2023-01-17 06:22')
  expect(formatShort(now)).toBe('17 Jan 06:22')
})

it('says how long ago in the largest whole unit', () => {
  const minutesAgo = [0, 22, 90, 3_000].map((minutes) => formatRelative(now - minutes * 60_000, now))
  expect(minutesAgo).toEqual(['now', '22 min ago', '1 h ago', '2 d ago'])
})

it('looks forward as well', () => {
  expect(formatRelative(now + 38 * 60_000, now)).toBe('in 38 min')
})
