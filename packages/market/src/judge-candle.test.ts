import type { Candle } from '@noderr/protocol'
import { expect, it } from 'vitest'
import { judgeCandle } from './judge-candle.ts'

const MINUTE = 60_000
const candle = (minute: number, figures: Partial<Candle> = {}): Candle => ({
  openTime: minute * MINUTE,
  closeTime: (minute + 1) * MINUTE,
  open: 100,
  high: 102,
  low: 99,
  close: 101,
  volume: 3,
  ...figures,
})
const previous = candle(5)
const next = candle(6)

it.each<[string, Candle | undefined, Candle, number, object]>([
  ['the next candle', previous, next, next.closeTime, { code: 'ok' }],
  ['the first candle', undefined, next, next.closeTime, { code: 'ok' }],
  ['a clock a little behind', previous, next, next.closeTime - 76, { code: 'ok' }],
  ['a missing candle', previous, candle(8), 9 * MINUTE, { code: 'gap', missing: 2 }],
  ['the same candle', previous, candle(5), 6 * MINUTE, { code: 'duplicate', differs: false }],
  ['a revision', previous, candle(5, { volume: 4 }), 6 * MINUTE, { code: 'duplicate', differs: true }],
  ['an older candle', previous, candle(4), 6 * MINUTE, { code: 'disorder' }],
  ['an open candle', previous, next, next.openTime, { code: 'unfinished', remainingMs: MINUTE }],
  ['a late candle', previous, next, next.closeTime + 61_000, { code: 'stale', lateMs: 61_000 }],
  ['a price of zero', previous, candle(6, { low: 0 }), 7 * MINUTE, { code: 'bad-price', field: 'low' }],
  [
    'a price that is none',
    previous,
    candle(6, { high: Number.NaN }),
    7 * MINUTE,
    { code: 'bad-price', field: 'high' },
  ],
  [
    'a close out of range',
    previous,
    candle(6, { close: 103 }),
    7 * MINUTE,
    { code: 'bad-price', field: 'close' },
  ],
  [
    'no volume figure',
    previous,
    candle(6, { volume: -1 }),
    7 * MINUTE,
    { code: 'bad-price', field: 'volume' },
  ],
  [
    'a halted market',
    previous,
    candle(6, { open: 101, high: 101, low: 101, close: 101, volume: 0 }),
    7 * MINUTE,
    { code: 'flat-zero-volume' },
  ],
  [
    'an open after a bad print',
    candle(5, { low: 50, close: 50 }),
    next,
    7 * MINUTE,
    { code: 'price-jump', ratio: 2 },
  ],
])('judges %s', (_, before, candle, marketNow, verdict) => {
  expect(judgeCandle(before, candle, marketNow)).toEqual(verdict)
})
