import { expect, it } from 'vitest'
import { greedyModel, logarithmModel, loopModel, softmaxModel } from '../test/onnx-builder.ts'
import { buildRelease } from '../test/release-builder.ts'
import { GoldenMismatchError } from './golden-proof.ts'
import { EngineTerminatedError, InferenceEngine, InferenceTimeoutError } from './inference-engine.ts'
import {
  InferenceFailedError,
  InputNotFiniteError,
  ModelRefusedError,
  OutputNotFiniteError,
  RowWidthError,
  SignatureMismatchError,
} from './model-session.ts'

const soon = { timeoutMs: 20_000 }
const weights = Float32Array.of(0.5, -0.25, 0.125, 1, 2, -3)
const softmax = () =>
  buildRelease(softmaxModel(weights, Float32Array.of(0, 0.1, 0.2)), [
    [0, 0],
    [1, -1],
    [-0.3, 2.5],
  ])

it('proves the golden rows and answers with the same bits in any order of asking', async () => {
  const release = await softmax()
  await using engine = await InferenceEngine.load(release)
  const rows = Array.from({ length: 20 }, (_, index) => Float32Array.of(index / 7, -index / 3))
  const together = await Promise.all(rows.map((row) => engine.run(row, soon)))
  for (const [index, row] of rows.entries()) expect(await engine.run(row, soon)).toEqual(together[index])
  const sum = Array.from(together[3]?.probabilities ?? []).reduce((total, value) => total + value, 0)
  expect(sum).toBeCloseTo(1, 6)
})

it('runs several rows at once', async () => {
  await using engine = await InferenceEngine.load(await softmax())
  const outputs = await engine.run(Float32Array.of(1, 2, 3, 4, 5, 6), soon)
  expect(outputs.probabilities).toHaveLength(9)
})

it('refuses a release whose golden rows differ in one bit', async () => {
  const release = await softmax()
  const bits = release.golden.rows[1]?.outputs.probabilities
  if (!bits) throw new TypeError('the builder gives three golden rows')
  bits[2] = (bits[2] ?? 0) ^ 1
  await expect(InferenceEngine.load(release)).rejects.toMatchObject({ row: 1, output: 'probabilities' })
  await expect(InferenceEngine.load(release)).rejects.toBeInstanceOf(GoldenMismatchError)
})

it('refuses bytes that are no model and a model with another signature', async () => {
  const release = await softmax()
  const garbage = { ...release, model: Buffer.from('version https://git-lfs.github.com/spec/v1') }
  await expect(InferenceEngine.load(garbage)).rejects.toBeInstanceOf(ModelRefusedError)
  const other = { ...release, model: logarithmModel() }
  await expect(InferenceEngine.load(other)).rejects.toBeInstanceOf(SignatureMismatchError)
  const wider = { ...release, model: softmaxModel(new Float32Array(9), new Float32Array(3)) }
  await expect(InferenceEngine.load(wider)).rejects.toMatchObject({
    tensor: 'features',
    found: "the model's shape is [N, 3]",
  })
})

it('gives a typed error for bad rows and lives on', async () => {
  await using engine = await InferenceEngine.load(await buildRelease(logarithmModel(), [[1, 2]]))
  await expect(engine.run(Float32Array.of(1, Number.NaN), soon)).rejects.toEqual(new InputNotFiniteError(1))
  await expect(engine.run(Float32Array.of(1), soon)).rejects.toEqual(new RowWidthError(1, 2))
  await expect(engine.run(Float32Array.of(1, -1), soon)).rejects.toEqual(new OutputNotFiniteError('log', 1))
  expect(await engine.run(Float32Array.of(1, 1), soon)).toEqual({ log: Float32Array.of(0, 0) })
})

it('ends a model that hangs, and every run that waits behind it', async () => {
  await using engine = await InferenceEngine.load(await buildRelease(loopModel(), [[3]]))
  expect(await engine.run(Float32Array.of(2), soon)).toEqual({ sum: Float32Array.of(4) })
  const hung = engine.run(Float32Array.of(1e15), { timeoutMs: 300 })
  const waiting = engine.run(Float32Array.of(1), soon)
  await expect(hung).rejects.toMatchObject({ code: 'inference.timeout', timeoutMs: 300 })
  await expect(waiting).rejects.toBeInstanceOf(InferenceTimeoutError)
  await expect(engine.ended).resolves.toBeInstanceOf(InferenceTimeoutError)
  await expect(engine.run(Float32Array.of(1), soon)).rejects.toBeInstanceOf(InferenceTimeoutError)
})

it('keeps a greedy model under its memory limit', async () => {
  const release = await buildRelease(greedyModel(), [[1]])
  await using engine = await InferenceEngine.load(release, { memoryLimitMib: 128 })
  await expect(engine.run(Float32Array.of(400), soon)).rejects.toBeInstanceOf(InferenceFailedError)
  expect(await engine.run(Float32Array.of(1), soon)).toEqual({ sum: Float32Array.of(0) })
})

it('stops waiting when its caller gives up, and drops the late answer', async () => {
  await using engine = await InferenceEngine.load(await softmax())
  const reason = new RangeError('the round has closed')
  const given = new AbortController()
  const run = engine.run(Float32Array.of(1, 1), { ...soon, signal: given.signal })
  given.abort(reason)
  await expect(run).rejects.toBe(reason)
  expect((await engine.run(Float32Array.of(1, 1), soon)).probabilities).toHaveLength(3)
})

it('rejects runs after its end', async () => {
  const engine = await InferenceEngine.load(await softmax())
  const late = engine.run(Float32Array.of(1, 1), soon)
  const ending = engine.terminate()
  await expect(late).rejects.toBeInstanceOf(EngineTerminatedError)
  await ending
  await expect(engine.run(Float32Array.of(1, 1), soon)).rejects.toBeInstanceOf(EngineTerminatedError)
  await expect(engine.ended).resolves.toBeUndefined()
})
