import { mkdtemp, rm, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ModelRefusedError } from '@noderr/inference'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { shapelessSoftmaxModel } from '../../../packages/inference/test/onnx-builder.ts'
import { sampleFolder, writeFolder } from '../test/model-folder.ts'
import { ModelFolderError } from './model-folder.ts'
import { ModelPackager, OutputNotServedError } from './model-packager.ts'
import { NotOnnxError } from './onnx-summary.ts'

const packager = new ModelPackager()
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packager-'))
})
afterEach(() => rm(folder, { recursive: true }))

const packageWith = async (changed: Record<string, string | Uint8Array>) =>
  packager.package(await writeFolder(join(folder, 'changed'), { ...sampleFolder(), ...changed }))

it('gives the same bytes for the same folder, wherever it lies', async () => {
  const first = await packager.package(await writeFolder(join(folder, 'a')))
  const second = await packager.package(await writeFolder(join(folder, 'b')))
  expect(second.digest).toBe(first.digest)
  expect(Buffer.from(second.archive).equals(Buffer.from(first.archive))).toBe(true)
})

it('writes the manifest from the model and its folder', async () => {
  const { manifest } = await packager.package(await writeFolder(join(folder, 'a')))
  expect(manifest).toMatchObject({
    id: 'sample-direction',
    version: '1.0.0',
    tiers: ['validator', 'oracle'],
    inputs: [{ name: 'features', type: 'float32', shape: ['N', 2] }],
    outputs: [{ name: 'probabilities', type: 'float32', shape: ['N', 3] }],
    opsets: [{ domain: '', version: 15 }],
    parameterCount: 9,
    metrics: { rows: 1000, skill: '0.0125', tiny: '0.0000001', intervals: [['-0.5', '0.5']] },
  })
  expect(manifest.files.map((file) => file.path)).toContain('MODEL_CARD.md')
})

it('takes the width of a model that leaves it free from the features', async () => {
  const model = shapelessSoftmaxModel(Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(0, 0, 0))
  const { manifest } = await packageWith({ 'model.onnx': model })
  expect(manifest.inputs).toEqual([{ name: 'features', type: 'float32', shape: ['?', 2] }])
  expect(manifest.outputs).toEqual([{ name: 'probabilities', type: 'float32', shape: ['?', 3] }])
})

it('packages a second release of the same files under another version', async () => {
  const change = { version: '1.1.0', sequence: 2 }
  const { manifest } = await packager.package(await writeFolder(join(folder, 'a')), change)
  expect(manifest).toMatchObject(change)
})

it('refuses what only looks like a model', async () => {
  const imposters = ['', 'version https://git-lfs.github.com/spec/v1\noid sha256:00', '<!DOCTYPE html><html>']
  for (const model of imposters)
    await expect(packageWith({ 'model.onnx': model })).rejects.toBeInstanceOf(ModelFolderError)
  await expect(packageWith({ 'model.onnx': 'hello' })).rejects.toBeInstanceOf(NotOnnxError)
  const torn = (sampleFolder()['model.onnx'] as Uint8Array).slice(0, -7)
  await expect(packageWith({ 'model.onnx': torn })).rejects.toBeInstanceOf(NotOnnxError)
  const unknownOperator = Buffer.from(sampleFolder()['model.onnx'] as Uint8Array)
  unknownOperator.write('Softmux', unknownOperator.indexOf('Softmax'))
  await expect(packageWith({ 'model.onnx': unknownOperator })).rejects.toBeInstanceOf(ModelRefusedError)
})

it('refuses a model beyond the limit without reading it', async () => {
  const path = await writeFolder(join(folder, 'huge'))
  await truncate(join(path, 'model.onnx'), 512 * 1024 * 1024 + 1)
  await expect(packager.package(path)).rejects.toMatchObject({ file: 'model.onnx', reason: /larger than/ })
})

it('names the file that is missing or says nonsense', async () => {
  for (const name of Object.keys(sampleFolder()).filter((each) => each !== 'REPORT.md')) {
    const path = await writeFolder(join(folder, `without ${name}`))
    await rm(join(path, name))
    await expect(packager.package(path)).rejects.toMatchObject({ code: 'publisher.model-folder', file: name })
  }
  const note = JSON.parse(String(sampleFolder()['release.json']))
  await expect(
    packageWith({ 'release.json': JSON.stringify({ ...note, version: 'v1' }) }),
  ).rejects.toMatchObject({ file: 'release.json' })
})

it('refuses a configuration that reads an output the model does not have', async () => {
  const config = String(sampleFolder()['config.json']).replace('probabilities"}', 'label"}')
  await expect(packageWith({ 'config.json': config })).rejects.toEqual(
    new OutputNotServedError('label', ['probabilities']),
  )
})
