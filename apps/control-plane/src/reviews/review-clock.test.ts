import fc from 'fast-check'
import { expect, it } from 'vitest'
import { overdueBefore, reviewClock } from './review-clock.ts'

const at = (text: string) => new Date(`${text}Z`)
const open = { status: 'pending', clockFrom: at('2026-01-01T09:00'), waitingSince: undefined } as const

it('gives a review five business days', () => {
  expect(reviewClock(open, 5, at('2026-01-05T09:00'))).toEqual({
    daysAllowed: 5,
    daysUsed: 2,
    dueAt: at('2026-01-08T09:00'),
    overdue: false,
    waiting: false,
  })
  expect(reviewClock(open, 5, at('2026-01-08T09:00'))).toMatchObject({ daysUsed: 5, overdue: false })
  expect(reviewClock(open, 5, at('2026-01-08T09:01'))).toMatchObject({ overdue: true })
})

it('stands while the applicant is waited for, and is never overdue then', () => {
  const waiting = { ...open, waitingSince: at('2026-01-02T09:00') }
  expect(reviewClock(waiting, 5, at('2026-03-01T09:00'))).toEqual({
    daysAllowed: 5,
    daysUsed: 1,
    dueAt: undefined,
    overdue: false,
    waiting: true,
  })
})

it('ends with the decision', () => {
  expect(reviewClock({ ...open, status: 'approved' }, 5, at('2026-03-01T09:00'))).toBeUndefined()
})

it('finds in the list exactly what it shows as overdue', () => {
  const moment = fc.date({ min: at('2026-01-01T00:00'), max: at('2026-03-01T00:00'), noInvalidDate: true })
  fc.assert(
    fc.property(moment, moment, fc.integer({ min: 1, max: 10 }), (clockFrom, now, days) => {
      const overdue = reviewClock({ ...open, clockFrom }, days, now)?.overdue
      expect(clockFrom < overdueBefore(days, now)).toBe(overdue)
    }),
    { numRuns: 500 },
  )
})
