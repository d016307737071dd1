import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CandlesNotReplayableError, prepareReplay } from './candle-file.ts'
import { DEFAULT_CANDLES } from './options.ts'

const hour = 3_600_000
const folder = () => mkdtempSync(join(tmpdir(), 'candle-file-'))

function write(rows: number, stepMs: number, first: number): string {
  const path = join(folder(), 'candles.csv')
  const lines = Array.from({ length: rows }, (_, index) => `${first + index * stepMs},10,12,9,11,${index}`)
  writeFileSync(path, `timestamp_ms,open,high,low,close,volume\n${lines.join('\n')}\n`)
  return path
}

it('replays the built-in file from 2023, never from the training data', async () => {
  const replay = await prepareReplay(DEFAULT_CANDLES, folder())
  expect(replay).toMatchObject({ file: DEFAULT_CANDLES, intervalMs: hour, from: Date.UTC(2023, 0, 1) })
})

it('replays an older file from where there is history enough', async () => {
  const first = Date.UTC(2020, 0, 1)
  const replay = await prepareReplay(write(1_200, hour, first), folder())
  expect(replay.from).toBe(first + 1_000 * hour)
})

it('joins shorter candles to hours', async () => {
  const first = Date.UTC(2024, 0, 1)
  const replay = await prepareReplay(write(12 * 1_100, hour / 12, first), folder())
  expect(replay.intervalMs).toBe(hour)
  expect(readFileSync(replay.file, 'utf8').split('\n')[1]).toBe(`${first},10,12,9,11,66`)
})

it('refuses candles that are too long and files that are too short', async () => {
  await expect(prepareReplay(write(1_100, 24 * hour, 0), folder())).rejects.toThrow(CandlesNotReplayableError)
  await expect(prepareReplay(write(900, hour, 0), folder())).rejects.toThrow('900 hours')
})
