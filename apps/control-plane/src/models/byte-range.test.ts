import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readRange } from './byte-range.ts'

it('reads one range and clips it to the object', () => {
  expect(readRange({ range: 'bytes=0-0' }, '"e"', 10)).toEqual({ start: 0, end: 0 })
  expect(readRange({ range: 'bytes=4-' }, '"e"', 10)).toEqual({ start: 4, end: 9 })
  expect(readRange({ range: 'bytes=-3' }, '"e"', 10)).toEqual({ start: 7, end: 9 })
  expect(readRange({ range: 'bytes=-99' }, '"e"', 10)).toEqual({ start: 0, end: 9 })
  expect(readRange({ range: 'bytes=4-99' }, '"e"', 10)).toEqual({ start: 4, end: 9 })
})

it('knows a range that no byte satisfies', () => {
  for (const range of ['bytes=10-', 'bytes=5-4', 'bytes=-0'])
    expect(readRange({ range }, '"e"', 10)).toBe('unsatisfiable')
})

it('leaves everything else to the whole object', () => {
  for (const range of [undefined, 'bytes=-', 'bytes=1-2,4-5', 'items=1-2', 'bytes=a-b'])
    expect(readRange({ range }, '"e"', 10)).toBeUndefined()
  expect(readRange({ range: 'bytes=1-2', 'if-range': '"other"' }, '"e"', 10)).toBeUndefined()
  expect(readRange({ range: 'bytes=1-2', 'if-range': '"e"' }, '"e"', 10)).toEqual({ start: 1, end: 2 })
})

it('never leaves the object, whatever is asked', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(1_000), (text, length) => {
      const range = readRange({ range: `bytes=${text}` }, '"e"', length)
      if (typeof range === 'object')
        expect(range.start >= 0 && range.start <= range.end && range.end < length).toBe(true)
    }),
  )
})
