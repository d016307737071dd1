import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { softmaxModel } from '../../../packages/inference/test/onnx-builder.ts'
import { sampleSchema } from '../../../packages/releases/test/release-files.ts'

const weights = Float32Array.from({ length: 6 }, (_, index) => (index - 2.5) / 3)

/** The files of a small but real model, as an author leaves them. */
export function sampleFolder(): Record<string, string | Uint8Array> {
  return {
    'model.onnx': softmaxModel(weights, Float32Array.of(0.1, 0, -0.1)),
    'release.json': JSON.stringify({
      id: 'sample-direction',
      version: '1.0.0',
      sequence: 1,
      primary: true,
      licence: 'Apache-2.0',
      createdAt: '2024-04-08T00:00:00Z',
    }),
    'config.json': JSON.stringify({
      kind: 'direction',
      symbol: 'BTCUSDT',
      interval: '1h',
      horizonMs: 3_600_000,
      tiers: ['validator', 'oracle'],
      interpretation: { type: 'class-probabilities', output: 'probabilities' },
    }),
    'features.json': JSON.stringify(sampleSchema(2)),
    'metrics.json': JSON.stringify({ rows: 1000, skill: 0.0125, tiny: 1e-7, intervals: [[-0.5, 0.5]] }),
    LICENSE: 'Apache License, Version 2.0',
    'REPORT.md': '# Sample\n',
  }
}

export async function writeFolder(
  folder: string,
  files: Record<string, string | Uint8Array> = sampleFolder(),
): Promise<string> {
  await mkdir(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  return folder
}
