import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CANDLE_CSV_HEADER, parseCandleCsv } from './candle-csv.ts'

const HOUR = 3_600_000
const row = (hour: number, rest = '10,12,9,11,5.5') => `${hour * HOUR},${rest}`
const file = (...rows: string[]) => [CANDLE_CSV_HEADER, ...rows].join('\n')
const parse = (text: string, maxRows?: number) =>
  parseCandleCsv(text, { file: 'x.csv', ...(maxRows === undefined ? {} : { maxRows }) })

it('reads candles, finds their interval and leaves gaps as gaps', async () => {
  const series = await parse(file(row(1), row(2), row(3), row(7)))
  expect(series.interval).toBe('1h')
  expect(series.candles.map(({ openTime }) => openTime / HOUR)).toEqual([1, 2, 3, 7])
  expect(series.candles[3]).toEqual({
    openTime: 7 * HOUR,
    closeTime: 8 * HOUR,
    open: 10,
    high: 12,
    low: 9,
    close: 11,
    volume: 5.5,
  })
})

it('accepts a byte order mark, CRLF, and empty lines at the end', async () => {
  const text = `\uFEFF${file(row(1), row(2)).replaceAll('\n', '\r\n')}\r\n\r\n`
  expect((await parse(text)).candles).toHaveLength(2)
})

it('takes lines as they come', async () => {
  async function* lines() {
    yield* [CANDLE_CSV_HEADER, row(1), row(2)]
  }
  expect((await parseCandleCsv(lines(), { file: 'feed' })).candles).toHaveLength(2)
})

it.each([
  ['text for a number', row(2, '10,twelve,9,11,5'), /line 3: high is no number: "twelve"/],
  ['NaN', row(2, '10,NaN,9,11,5'), /line 3: high is no number: "NaN"/],
  ['an empty field', row(2, '10,12,9,,5'), /line 3: close is no number: ""/],
  ['a negative volume', row(2, '10,12,9,11,-5'), /line 3: volume is no number: "-5"/],
  ['a date for a time', '2017-01-03,10,12,9,11,5', /line 3: timestamp_ms is no number: "2017-01-03"/],
  [
    'a time in microseconds',
    '1704067200000000,10,12,9,11,5',
    /timestamp_ms is no time in epoch milliseconds/,
  ],
  ['high below low', row(2, '10,8,9,11,5'), /line 3: high 8 is below low 9/],
  ['a price of zero', row(2, '0,0,0,0,0'), /line 3: low is 0, a price must be above zero/],
  ['a close above the high', row(2, '10,12,9,13,5'), /line 3: close 13 is outside low 9 and high 12/],
  ['a missing column', row(2, '10,12,9,11'), /line 3: it has 5 columns, not 6/],
  ['an endless line', row(2, '1'.repeat(300)), /line 3: the line is longer than 256 characters/],
])('refuses %s and names the line', async (_, line, message) => {
  const refusal = expect(parse(file(row(1), line, row(3)))).rejects
  await refusal.toMatchObject({ code: 'candle-file.invalid-row', file: 'x.csv', line: 3 })
  await refusal.toThrow(message)
})

it('refuses an empty line between candles', async () => {
  await expect(parse(file(row(1), '', row(2)))).rejects.toMatchObject({ line: 3 })
})

it('refuses disorder and repetition with the line', async () => {
  const code = 'candle-file.order'
  await expect(parse(file(row(2), row(3), row(1)))).rejects.toMatchObject({ code, line: 4, openTime: HOUR })
  await expect(parse(file(row(2), row(2)))).rejects.toMatchObject({
    code,
    line: 3,
    previousOpenTime: 2 * HOUR,
  })
})

it.each([
  ['nothing at all', '', 'candle-file.empty'],
  ['a header alone', CANDLE_CSV_HEADER, 'candle-file.empty'],
  ['another header', `date,open,high,low,close,volume\n${row(1)}`, 'candle-file.header'],
  ['steps of three hours', file(row(3), row(6), row(9)), 'candle-file.unknown-interval'],
  ['a single candle of unknown interval', file(row(1)), 'candle-file.unknown-interval'],
  ['a candle off the grid', file(row(1), row(2), row(3), row(4.5)), 'candle-file.off-grid'],
])('refuses %s', async (_, text, code) => {
  await expect(parse(text)).rejects.toMatchObject({ code, file: 'x.csv' })
})

it('reads a single candle when it is told the interval', async () => {
  const { candles } = await parseCandleCsv(file(row(1)), { file: 'x.csv', interval: '1h' })
  expect(candles[0]?.closeTime).toBe(2 * HOUR)
})

it('stops at its limit of rows', async () => {
  expect((await parse(file(row(1), row(2)), 2)).candles).toHaveLength(2)
  await expect(parse(file(row(1), row(2), row(3)), 2)).rejects.toMatchObject({ code: 'candle-file.too-many' })
})

it('either reads arbitrary text or refuses it with a code of its own', async () => {
  const cell = fc.oneof(fc.nat().map(String), fc.double().map(String), fc.string({ maxLength: 6 }))
  const line = fc.array(cell, { minLength: 4, maxLength: 7 }).map((cells) => cells.join(','))
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
      await parse(file(...lines)).catch((error) => expect(error.code).toMatch(/^candle-file\./))
    }),
  )
})
