import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCandleFile } from '@noderr/market'
import type { Kind } from '@noderr/protocol'
import { freezeTerms, judgePastRounds } from '@noderr/scoring'
import { afterAll, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'label-rounds-'))
afterAll(() => rmSync(folder, { recursive: true }))

function labelRounds(...args: string[]) {
  const script = join(import.meta.dirname, 'label-rounds.ts')
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' })
}

async function readCandles() {
  const file = join(import.meta.dirname, '../data/BTCUSDT-1h-binance-2017_2024.csv.gz')
  return (await readCandleFile(file, { interval: '1h' })).candles.slice(0, 1_000)
}

it.each<Kind>(['direction', 'regime'])(
  'labels %s rounds as the network settles them, gaps included',
  async (kind) => {
    const candles = await readCandles()
    const matrix = join(folder, `${kind}.csv`)
    const lines = candles.map(({ openTime, closeTime, open, high, low, close, volume }) =>
      [openTime, closeTime, open, high, low, close, volume, 0, ''].join(),
    )
    writeFileSync(matrix, ['open_time,close_time,open,high,low,close,volume,ready,x', ...lines].join('\n'))
    const [, ...rows] = labelRounds(kind, matrix)
      .stdout.trim()
      .split('\n')
      .map((line) => line.split(',').map(Number))
    const judged = judgePastRounds(kind, candles, 1)
    expect(judged.length).toBeGreaterThan(200)
    expect(rows.map((row) => row.slice(0, 3))).toEqual(
      judged.map(({ closeTime, outcome, valueE9 }) => [closeTime, outcome, valueE9]),
    )
    const [closeTime, , , lowerE9, upperE9, ...baseRateBps] = rows.at(-1) ?? []
    const known = candles.slice(
      0,
      candles.findIndex((candle) => candle.closeTime === closeTime),
    )
    expect(freezeTerms(kind, known, 1)).toMatchObject({ lowerE9, upperE9, baseRateBps })
  },
)

it('says how it is used', () => {
  const { status, stderr } = labelRounds('weather')
  expect(status).toBe(1)
  expect(stderr).toContain('usage:')
})
