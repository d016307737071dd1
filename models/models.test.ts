import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { computeFeatureMatrix, parseFeatureSchema } from '@noderr/features'
import { interpret, ModelSession } from '@noderr/inference'
import { readCandleFile } from '@noderr/market'
import { parseReleaseConfig } from '@noderr/releases'
import { describe, expect, it } from 'vitest'

const MODELS = ['btc-1h-range', 'btc-1h-direction', 'btc-1h-direction-light'] as const
const candles = readCandleFile(inFolder('data', 'BTCUSDT-1h-binance-2017_2024.csv.gz'), { interval: '1h' })

/** Test rows that the training script kept: inputs, and outputs of the learner itself rather than of the ONNX file. */
interface Fixture {
  readonly closeTimes: readonly number[]
  readonly inputs: readonly (readonly number[])[]
  readonly outputs: readonly (readonly number[])[]
}

describe.each(MODELS)('%s', (id) => {
  it('gives what the learner gave, in the runtime of the nodes', async () => {
    const { inputs, outputs } = await readFixture(id)
    const session = await openSession(id)
    for (const [index, row] of inputs.entries()) {
      const [values] = Object.values(await session.run(Float32Array.from(row)))
      const expected = outputs[index] ?? []
      expect(values).toHaveLength(expected.length)
      for (const [column, value] of expected.entries())
        expect(Math.abs((values?.[column] ?? Number.NaN) - value)).toBeLessThan(1e-6)
    }
    await session.release()
  })

  it('was trained on the very bits that a node computes', async () => {
    const { closeTimes, inputs } = await readFixture(id)
    const schema = parseFeatureSchema(await readFile(inFolder(id, 'features.json'), 'utf8'))
    const matrix = computeFeatureMatrix(schema, (await candles).candles)
    const width = matrix.names.length
    for (const [index, closeTime] of closeTimes.entries()) {
      const row = matrix.closeTimes.indexOf(closeTime)
      expect(matrix.input.slice(row * width, (row + 1) * width)).toEqual(
        Float32Array.from(inputs[index] ?? []),
      )
    }
  })

  it('becomes class probabilities by its own configuration', async () => {
    const { inputs } = await readFixture(id)
    const { interpretation } = parseReleaseConfig(await readFile(inFolder(id, 'config.json')))
    const session = await openSession(id)
    for (const row of inputs) {
      const outputs = await session.run(Float32Array.from(row))
      const probabilities = interpret(interpretation, outputs, { lowerE9: 3_000_000, upperE9: 6_000_000 })
      expect(probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9)
    }
    await session.release()
  })
})

async function openSession(id: string): Promise<ModelSession> {
  const model = await readFile(inFolder(id, 'model.onnx'))
  return ModelSession.load(model, await ModelSession.describe(model))
}

async function readFixture(id: string): Promise<Fixture> {
  return JSON.parse(await readFile(inFolder('fixtures', `${id}.json`), 'utf8'))
}

function inFolder(...path: string[]): string {
  return join(import.meta.dirname, ...path)
}
