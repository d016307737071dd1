import type { Candle } from '@noderr/protocol'
import { expect, it } from 'vitest'
import { ReplaySource } from './replay-source.ts'

const HOUR = 3_600_000
const candles: Candle[] = [1, 2, 3, 4, 5, 6].map((hour) => ({
  openTime: (hour - 1) * HOUR,
  closeTime: hour * HOUR,
  open: 10,
  high: 12,
  low: 9,
  close: 11,
  volume: hour,
}))
/** One market hour in a wall second. */
const market = { originWallMs: 1_000_000, originMarketMs: 0, speed: 3600 }

/** A wall clock that is moved by sleeping, and remembers for how long. */
function sleeper(start: number) {
  const slept: number[] = []
  const clock = { wall: start, now: () => clock.wall }
  const sleep = async (ms: number) => {
    slept.push(ms)
    clock.wall += ms
  }
  return { clock, sleep, slept }
}

it('yields each candle when the market clock reaches its close, and ends after the last', async () => {
  const { clock, sleep } = sleeper(1_000_000)
  const source = new ReplaySource(candles, { market, clock, sleep })
  const seen: [number, number][] = []
  for await (const { closeTime } of source.closed(HOUR, new AbortController().signal)) {
    seen.push([closeTime / HOUR, clock.wall - 1_000_000])
  }
  expect(seen).toEqual([2, 3, 4, 5, 6].map((hour) => [hour, hour * 1000]))
})

it('gives the overdue candles at once and in order to a reader that fell behind', async () => {
  const { clock, sleep, slept } = sleeper(1_000_000)
  const source = new ReplaySource(candles, { market, clock, sleep })
  const seen: number[] = []
  for await (const { closeTime } of source.closed(0, new AbortController().signal)) {
    seen.push(closeTime / HOUR)
    if (seen.length === 1) clock.wall += 4000
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6])
  expect(slept).toEqual([1000, 1000])
})

it('waits in short steps, since long timers fire at once', async () => {
  const { clock, sleep, slept } = sleeper(0)
  const real = { originWallMs: 0, originMarketMs: 0, speed: 1 }
  const source = new ReplaySource(candles.slice(0, 1), { market: real, clock, sleep })
  for await (const _ of source.closed(0, new AbortController().signal)) break
  expect(Math.max(...slept)).toBe(60_000)
  expect(clock.wall).toBe(HOUR)
})

it('ends quietly when it is aborted during a wait', async () => {
  const abort = new AbortController()
  const sleep = async () => {
    abort.abort()
    throw new DOMException('stopped', 'AbortError')
  }
  const source = new ReplaySource(candles, { market, clock: { now: () => 1_000_000 }, sleep })
  for await (const _ of source.closed(0, abort.signal)) expect.unreachable()
})

it('gives the last candles closed by a time, and none from the future', async () => {
  const { clock, sleep } = sleeper(1_004_000)
  const source = new ReplaySource(candles, { market, clock, sleep })
  const hours = async (before: number, count: number) =>
    (await source.history(before, count)).map(({ closeTime }) => closeTime / HOUR)
  expect(await hours(3 * HOUR, 2)).toEqual([2, 3])
  expect(await hours(3 * HOUR - 1, 2)).toEqual([1, 2])
  expect(await hours(6 * HOUR, 10)).toEqual([1, 2, 3, 4])
  expect(await hours(0, 10)).toEqual([])
})
