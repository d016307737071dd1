import { type FeatureSchema, STANDARD_FEATURES, sealFeatureSchema } from '@noderr/features'
import { ModelSession } from '@noderr/inference'
import type { Kind, Tier } from '@noderr/protocol'
import {
  digestOf,
  encodeGoldenRows,
  encodeManifest,
  type Manifest,
  type ReleaseFileName,
  toFloat32Bits,
  writeReleaseArchive,
} from '@noderr/releases'
import { seededRandom } from '@noderr/testkit'
import { linearModel, softmaxModel } from '../../../packages/inference/test/onnx-builder.ts'

export interface SampleRelease {
  readonly id?: string
  readonly version?: string
  readonly sequence?: number
  readonly kind?: Kind
  readonly tiers?: Tier[]
  /** Draws the weights. */
  readonly seed?: number
}

/** All standard features of the reference models, as the schema that a sample release is packed with. */
export function standardSchema(): FeatureSchema {
  return sealFeatureSchema({
    name: 'standard',
    version: '1.0.0',
    interval: '1h',
    lookback: 720,
    anchor: { periodCandles: 360, warmupCandles: 180 },
    features: STANDARD_FEATURES,
    normalisation: [],
  })
}

/** Packs a small model of random weights over all standard features, golden rows included. */
export async function sampleRelease(
  options: SampleRelease = {},
): Promise<{ manifest: Manifest; archive: Uint8Array }> {
  const {
    id = 'sample',
    version = '1.0.0',
    sequence = 1,
    kind = 'direction',
    tiers = ['oracle'],
    seed = 1,
  } = options
  const schema = standardSchema()
  const model = sampleModel(kind, schema.features.length, seed)
  const signature = await ModelSession.describe(model)
  const output = signature.outputs[0]?.name ?? ''
  const purpose = { kind, symbol: 'BTCUSDT', interval: '1h' as const, horizonMs: 3_600_000, tiers }
  const interpretation =
    kind === 'direction'
      ? { type: 'class-probabilities', output }
      : {
          type: 'log-range',
          output,
          residualQuantilesE9: Array.from({ length: 101 }, (_, i) => (i - 50) * 10 ** 7),
        }
  const files = new Map<ReleaseFileName, Uint8Array>([
    ['config.json', Buffer.from(JSON.stringify({ ...purpose, interpretation }))],
    ['features.json', Buffer.from(JSON.stringify(schema))],
    ['golden.json', await goldenRows(model, schema.features.length)],
    ['LICENSE', Buffer.from('Apache-2.0')],
    ['model.onnx', model],
  ])
  const manifest: Manifest = {
    ...purpose,
    schemaVersion: 1,
    id,
    version,
    sequence,
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
      path: path as Exclude<ReleaseFileName, 'manifest.json'>,
      length: bytes.length,
      digest: digestOf(bytes),
    })),
  }
  files.set('manifest.json', encodeManifest(manifest))
  return { manifest, archive: await writeReleaseArchive(files) }
}

function sampleModel(kind: Kind, width: number, seed: number): Uint8Array {
  const random = seededRandom(seed)
  const outputs = kind === 'direction' ? 3 : 1
  const weights = Float32Array.from({ length: width * outputs }, () => (random() - 0.5) / 100)
  if (kind === 'direction') return softmaxModel(weights, Float32Array.of(0, 0.5, 0))
  // Raw features reach some hundreds, a log range is about a hundredth and never below zero.
  return linearModel(
    weights.map((weight) => weight / 1000),
    0.01,
  )
}

async function goldenRows(model: Uint8Array, width: number): Promise<Uint8Array> {
  const session = await ModelSession.load(model, await ModelSession.describe(model))
  const input = Float32Array.from({ length: width }, (_, index) => index / width)
  const outputs = Object.entries(await session.run(input)).map(([name, values]) => [
    name,
    toFloat32Bits(values),
  ])
  const rows = [{ input: toFloat32Bits(input), outputs: Object.fromEntries(outputs) }]
  return encodeGoldenRows({ schemaVersion: 1, seed: digestOf(model), rows })
}
