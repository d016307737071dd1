import { expect, it } from 'vitest'
import { BackOff, Bell } from './back-off.ts'

it('doubles its bound up to a limit, waits a random part of it, and never less than the server asks', () => {
  const backOff = new BackOff({ firstMs: 100, mostMs: 500, random: () => 0.5 })
  expect([backOff.next(), backOff.next(), backOff.next(), backOff.next(), backOff.next()]).toEqual([
    50, 100, 200, 250, 250,
  ])
  expect(backOff.next(2_000)).toBe(2_250)
  backOff.reset()
  expect(backOff.next()).toBe(50)
})

it('keeps a ring that nobody waited for, once', async () => {
  const bell = new Bell()
  bell.ring()
  await bell.wait(60_000, new AbortController().signal)
  const stop = new AbortController()
  const waiting = bell.wait(60_000, stop.signal)
  stop.abort()
  await waiting
})
