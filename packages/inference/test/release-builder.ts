import {
  digestOf,
  encodeGoldenRows,
  encodeManifest,
  type Manifest,
  openRelease,
  type Release,
  type ReleaseFileName,
  toFloat32Bits,
} from '@noderr/releases'
import { sampleSchema } from '../../releases/test/release-files.ts'
import { ModelSession } from '../src/model-session.ts'

/** Opens a release around a model, its golden rows taken from this very engine. */
export async function buildRelease(model: Uint8Array, goldenInputs: readonly number[][]): Promise<Release> {
  const signature = await ModelSession.describe(model)
  const schema = sampleSchema(Number(signature.inputs[0]?.shape.at(-1)))
  const purpose = {
    kind: 'direction' as const,
    symbol: 'BTCUSDT',
    interval: '1h' as const,
    horizonMs: 3_600_000,
    tiers: ['oracle' as const],
  }
  const config = {
    ...purpose,
    interpretation: { type: 'class-probabilities', output: signature.outputs[0]?.name },
  }
  const files = new Map<ReleaseFileName, Uint8Array>([
    ['config.json', Buffer.from(JSON.stringify(config))],
    ['features.json', Buffer.from(JSON.stringify(schema))],
    ['golden.json', await goldenRows(model, goldenInputs)],
    ['LICENSE', Buffer.from('Apache-2.0')],
    ['model.onnx', model],
  ])
  const manifest: Manifest = {
    ...purpose,
    schemaVersion: 1,
    id: 'test-model',
    version: '1.0.0',
    sequence: 1,
    primary: true,
    profile: 'exact',
    inputs: [...signature.inputs],
    outputs: [...signature.outputs],
    featureSchema: { name: schema.name, version: schema.version, digest: schema.digest },
    opsets: [{ domain: '', version: 15 }],
    parameterCount: 0,
    metrics: {},
    licence: 'Apache-2.0',
    createdAt: '2024-01-01T00:00:00Z',
    files: [...files].map(([path, bytes]) => ({
      path,
      length: bytes.length,
      digest: digestOf(bytes),
    })) as never,
  }
  return openRelease(files.set('manifest.json', encodeManifest(manifest)))
}

async function goldenRows(model: Uint8Array, inputs: readonly number[][]): Promise<Uint8Array> {
  const session = await ModelSession.load(model, await ModelSession.describe(model))
  const rows = []
  for (const input of inputs) {
    const values = Float32Array.from(input)
    const outputs = Object.entries(await session.run(values))
    rows.push({
      input: toFloat32Bits(values),
      outputs: Object.fromEntries(outputs.map(([name, output]) => [name, toFloat32Bits(output)])),
    })
  }
  return encodeGoldenRows({ schemaVersion: 1, seed: digestOf(model), rows })
}
