import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCandleFile } from './candle-file.ts'
import { findGaps } from './find-gaps.ts'

const recorded = join(import.meta.dirname, '../../../models/data/BTCUSDT-1h-binance-2017_2024.csv.gz')
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candles-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

async function written(name: string, bytes: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

it('reads seven years of candles with their gaps', async () => {
  const { interval, candles } = await readCandleFile(recorded)
  const gaps = findGaps(candles)
  expect(interval).toBe('1h')
  expect(candles).toHaveLength(58_419)
  expect(gaps).toHaveLength(28)
  expect(gaps.reduce((sum, { missing }) => sum + missing, 0)).toBe(128)
})

it('reads plain text, with or without an end of line at the end', async () => {
  const path = await written(
    'plain.csv',
    'timestamp_ms,open,high,low,close,volume\n0,1,1,1,1,0\n60000,1,1,1,1,0',
  )
  expect((await readCandleFile(path)).interval).toBe('1m')
})

it('names a file that cannot be read and says what to do', async () => {
  const text = 'timestamp_ms,open,high,low,close,volume\n0,1,1,1,1,0\n60000,1,1,1,1,0'
  const cases: [string, RegExp][] = [
    [join(folder, 'none.csv'), /none\.csv cannot be read: there is no such file/],
    [join(folder, 'none.csv.gz'), /none\.csv\.gz cannot be read: there is no such file/],
    [folder, /it is a folder/],
    [await written('text.csv.gz', text), /it is no intact gzip file/],
    [await written('cut.csv.gz', gzipSync(text).subarray(0, 40)), /it ends in the middle/],
  ]
  for (const [path, message] of cases) {
    await expect(readCandleFile(path)).rejects.toMatchObject({ code: 'candle-file.unreadable', file: path })
    await expect(readCandleFile(path)).rejects.toThrow(message)
  }
})

it('gives up on a compressed line without end, long before it fills the memory', async () => {
  const bomb = gzipSync(
    Buffer.concat([Buffer.from('timestamp_ms,open,high,low,close,volume\n'), Buffer.alloc(5e7, '1')]),
  )
  await expect(readCandleFile(await written('bomb.csv.gz', bomb))).rejects.toMatchObject({
    code: 'candle-file.invalid-row',
    line: 2,
  })
})
