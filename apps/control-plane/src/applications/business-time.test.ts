import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addBusinessMs, businessDays, businessMsBetween } from './business-time.ts'

const HOUR_MS = 3_600_000
const at = (text: string) => new Date(`${text}Z`)

it.each([
  // 2026-01-01 is a Thursday.
  ['within a day', '2026-01-01T09:00', '2026-01-01T17:00', 8],
  ['over a night', '2026-01-01T23:00', '2026-01-02T01:00', 2],
  ['over a weekend', '2026-01-02T12:00', '2026-01-05T12:00', 24],
  ['inside a weekend', '2026-01-03T10:00', '2026-01-04T10:00', 0],
  ['out of a weekend', '2026-01-04T10:00', '2026-01-05T03:00', 3],
  ['over four weeks', '2026-01-01T00:00', '2026-01-29T00:00', 20 * 24],
  ['backwards', '2026-01-02T00:00', '2026-01-01T00:00', 0],
  ['before 1970', '1969-12-26T12:00', '1969-12-29T12:00', 24],
])('counts business time %s', (_, from, to, hours) => {
  expect(businessMsBetween(at(from), at(to))).toBe(hours * HOUR_MS)
})

it.each([
  ['a Thursday', '2026-01-01T09:00', '2026-01-08T09:00'],
  ['a Friday', '2026-01-02T12:00', '2026-01-09T12:00'],
  ['a Saturday, as from the Monday after to the end of its Friday', '2026-01-03T12:00', '2026-01-10T00:00'],
  ['the first moment of a Monday, to the end of its Friday', '2026-01-05T00:00', '2026-01-10T00:00'],
])('adds five business days to %s', (_, from, to) => {
  expect(addBusinessMs(at(from), businessDays(5))).toEqual(at(to))
})

const moment = fc.date({ min: at('2020-01-01T00:00'), max: at('2030-01-01T00:00'), noInvalidDate: true })

it('counts what a watch counts that is looked at every hour', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 24 * 40 }), (start, hours) => {
      const from = new Date(Math.floor(start.getTime() / HOUR_MS) * HOUR_MS)
      const watched = Array.from({ length: hours }, (_, hour) =>
        new Date(from.getTime() + hour * HOUR_MS).getUTCDay(),
      ).filter((day) => day !== 0 && day !== 6)
      expect(businessMsBetween(from, new Date(from.getTime() + hours * HOUR_MS))).toBe(
        watched.length * HOUR_MS,
      )
    }),
    { numRuns: 200 },
  )
})

it('adds what it counts', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 90 * 24 * HOUR_MS }), (from, ms) => {
      const to = addBusinessMs(from, ms)
      expect(businessMsBetween(from, to)).toBe(ms)
      expect(businessMsBetween(from, new Date(to.getTime() - 1))).toBe(ms - 1)
    }),
    { numRuns: 500 },
  )
})
