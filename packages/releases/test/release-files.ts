import { sealFeatureSchema } from '@noderr/features'
import { digestOf } from '../src/digest.ts'
import { encodeGoldenRows } from '../src/golden-rows.ts'
import { encodeManifest, type Manifest } from '../src/manifest.ts'
import type { ReleaseFileName } from '../src/release-files.ts'

const purpose = {
  kind: 'direction' as const,
  symbol: 'BTCUSDT',
  interval: '1h' as const,
  horizonMs: 3_600_000,
  tiers: ['validator' as const, 'oracle' as const],
}

/** A schema of as many features as a model takes. */
export function sampleSchema(width: number) {
  return sealFeatureSchema({
    name: 'sample',
    version: '1.0.0',
    interval: '1h',
    lookback: 200,
    anchor: { periodCandles: 100, warmupCandles: 50 },
    features: Array.from({ length: width }, (_, index) => ({
      name: `return_${index + 1}`,
      kind: 'log-return',
      parameters: { span: index + 1 },
    })),
    normalisation: [],
  })
}

const schema = sampleSchema(1)

/** The files of a small release; its model is no real one, since archives do not care. */
export function sampleFiles(overrides: Partial<Manifest> = {}): Map<ReleaseFileName, Uint8Array> {
  const model = Buffer.from('an opaque model')
  const golden = {
    schemaVersion: 1 as const,
    seed: digestOf(model),
    rows: [{ input: [0], outputs: { p: [0] } }],
  }
  const files = new Map<ReleaseFileName, Uint8Array>([
    [
      'config.json',
      Buffer.from(
        JSON.stringify({ ...purpose, interpretation: { type: 'class-probabilities', output: 'p' } }),
      ),
    ],
    ['features.json', Buffer.from(JSON.stringify(schema))],
    ['golden.json', encodeGoldenRows(golden)],
    ['LICENSE', Buffer.from('Apache License 2.0')],
    ['model.onnx', model],
  ])
  return withManifest(files, overrides)
}

/** Adds the manifest that lists the files given. */
export function withManifest(
  files: Map<ReleaseFileName, Uint8Array>,
  overrides: Partial<Manifest> = {},
): Map<ReleaseFileName, Uint8Array> {
  const manifest: Manifest = {
    ...purpose,
    schemaVersion: 1,
    id: 'sample',
    version: '1.0.0',
    sequence: 1,
    primary: true,
    profile: 'exact',
    inputs: [{ name: 'features', type: 'float32', shape: ['N', 1] }],
    outputs: [{ name: 'p', type: 'float32', shape: ['N', 3] }],
    featureSchema: { name: schema.name, version: schema.version, digest: schema.digest },
    opsets: [{ domain: '', version: 15 }],
    parameterCount: 6,
    metrics: { rankedProbabilitySkill: '0.0123' },
    licence: 'Apache-2.0',
    createdAt: '2024-04-08T00:00:00Z',
    files: [...files].flatMap(([path, bytes]) =>
      path === 'manifest.json' ? [] : [{ path, length: bytes.length, digest: digestOf(bytes) }],
    ),
    ...overrides,
  }
  return new Map(files).set('manifest.json', encodeManifest(manifest))
}
