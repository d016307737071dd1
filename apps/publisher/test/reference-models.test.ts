import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { computeFeatureMatrix } from '@noderr/features'
import { InferenceEngine } from '@noderr/inference'
import { readCandleFile } from '@noderr/market'
import type { Candle } from '@noderr/protocol'
import { openRelease, readReleaseArchive } from '@noderr/releases'
import { beforeAll, expect, it } from 'vitest'
import { ModelPackager } from '../src/model-packager.ts'

const MODELS = join(import.meta.dirname, '../../../models')
const names = ['btc-1h-range', 'btc-1h-direction', 'btc-1h-direction-light']
let candles: readonly Candle[]

interface TrainerFixture {
  readonly closeTimes: readonly number[]
  readonly inputs: readonly (readonly number[])[]
  readonly outputs: readonly (readonly number[])[]
}

beforeAll(async () => {
  const series = await readCandleFile(join(MODELS, 'data/BTCUSDT-1h-binance-2017_2024.csv.gz'))
  candles = series.candles.slice(-16_000)
})

it.each(names)('serves %s with the inputs and outputs that its trainer saw', async (name) => {
  const { archive } = await new ModelPackager().package(join(MODELS, name))
  const release = openRelease(await readReleaseArchive([archive]))
  const fixture: TrainerFixture = JSON.parse(await readFile(join(MODELS, `fixtures/${name}.json`), 'utf8'))
  const matrix = computeFeatureMatrix(release.featureSchema, candles)
  const rowAt = new Map(Array.from(matrix.closeTimes, (closeTime, row) => [closeTime, row]))
  const width = matrix.names.length
  await using engine = await InferenceEngine.load(release)
  for (const [index, closeTime] of fixture.closeTimes.entries()) {
    const row = rowAt.get(closeTime)
    if (row === undefined) continue
    const input = matrix.input.slice(row * width, (row + 1) * width)
    expect(input).toEqual(Float32Array.from(fixture.inputs[index] ?? []))
    const outputs = await engine.run(input, { timeoutMs: 10_000 })
    const served = outputs[release.config.interpretation.output] ?? []
    for (const [place, value] of (fixture.outputs[index] ?? []).entries())
      expect(served[place]).toBeCloseTo(value, 6)
  }
  expect(fixture.closeTimes.filter((closeTime) => rowAt.has(closeTime)).length).toBeGreaterThan(10)
})
