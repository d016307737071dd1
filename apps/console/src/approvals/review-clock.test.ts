import { expect, it } from 'vitest'
import { readReviewClock } from './review-clock.ts'

const now = Date.UTC(2026, 10, 25, 9)
const HOUR = 3_600_000
const read = (hours: number) => readReviewClock(now + hours * HOUR, now)

it('counts down in hours, and in days while there are two', () => {
  expect(read(100)).toEqual({ words: 'due in 4 d', state: 'calm' })
  expect(read(47.5)).toEqual({ words: 'due in 47 h', state: 'calm' })
  expect(read(0.5)).toEqual({ words: 'due in under 1 h', state: 'near' })
})

it('says by how much a review is late', () => {
  expect(read(-3)).toEqual({ words: 'overdue by 3 h', state: 'overdue' })
  expect(read(-240)).toEqual({ words: 'overdue by 10 d', state: 'overdue' })
})

it('stands while the applicant owes an answer', () => {
  expect(readReviewClock(undefined, now).state).toBe('waiting')
})
